import type { InferenceSession } from 'onnxruntime-common';
import { UserError } from '../../errors.js';
import type { Network } from '../../network/network.js';
import { sizeOf } from '../../network/shapes.js';
import type { Engine, PrepareOptions, Runner } from '../engine.js';
import { buildGraphs } from './build.js';
import { Graph, type Value } from './graph.js';
import { rulesFor } from './rules.js';
import { OnnxRunner, type Program, TensorPool } from './runner.js';
import type { Runtime } from './runtime.js';

export interface OnnxOptions {
  /** Where the operators run. `webgpu` and `cuda` need a graphics processor; `cuda` also its own parts of ONNX Runtime. */
  readonly provider?: 'cpu' | 'webgpu' | 'cuda';
  /** Threads of the CPU provider; as many as there are processors by default. */
  readonly threads?: number | undefined;
  /** Whether upsampled convolutions run folded (see fold.ts), which is faster and the default. */
  readonly folded?: boolean;
}

/**
 * The engine over ONNX Runtime as somebody has loaded it: the same in Node and in the page.
 *
 * @param cores threads of the CPU provider where none are asked for
 * @throws UserError if the provider cannot be used on this machine
 */
export async function engineOn(
  { ort, kind, description }: Runtime,
  options: OnnxOptions,
  cores: number,
): Promise<Engine> {
  const { provider = 'cpu', threads = cores, folded = true } = options;
  if (kind === 'wasm') ort.env.wasm.numThreads = threads;
  // What goes wrong comes back as an error; nothing is to be printed beside it.
  ort.env.logLevel = 'fatal';
  const rules = rulesFor(folded);
  const open = (graph: Graph): Promise<InferenceSession> =>
    ort.InferenceSession.create(graph.finish(), {
      executionProviders: [provider === 'webgpu' ? webGpu(graph) : kind === 'wasm' ? 'wasm' : provider],
      intraOpNumThreads: threads,
      logSeverityLevel: 4,
      // Threads that wait busily take the processor from those that render or decode the next batches: with others
      // at work on two cores, a step of a small network took 1332 ms with spinning and 530 ms without.
      extra: { session: { 'intra_op.allow_spinning': '0' } },
    });
  await tryOut(open, provider);

  return {
    name: 'onnx',
    precision: 'fp32',
    threads: options.threads,
    description: `${description}, ${provider === 'cpu' ? `${threads} threads` : provider}`,
    async prepare(network: Network, options: PrepareOptions): Promise<Runner> {
      const graphs = buildGraphs(network, rules, options);
      const pool = new TensorPool(
        ({ type, shape }) =>
          new ort.Tensor(type, new ELEMENTS[type](sizeOf(shape)), shape) as InstanceType<typeof ort.Tensor>,
      );
      const program = async (graph: Graph): Promise<Program> => ({
        session: await open(graph),
        inputs: pool.of(graph.inputs),
        outputs: pool.of(graph.outputs),
        inPlace: kind === 'native',
      });
      const forward = await program(graphs.forward);
      try {
        const backward = graphs.backward && (await program(graphs.backward.graph));
        return new OnnxRunner(network, graphs, forward, backward);
      } catch (error) {
        await forward.session.release();
        throw error;
      }
    },
  };
}

/** Ways round what ONNX Runtime 1.30 gets wrong on WebGPU. */
function webGpu(graph: Graph): InferenceSession.WebGpuExecutionProviderOption {
  return {
    name: 'webgpu',
    // With channels last, convolutions of 6, 9, 18 ... maps (a multiple of three, not of four) are wrong.
    preferredLayout: 'NCHW',
    // Its MaxPool does not give the places of the maxima.
    ...(graph.pairs.length > 0 && { forceCpuNodeNames: graph.pairs }),
  };
}

const ELEMENTS = {
  float32: Float32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  float16: Uint16Array,
} as const satisfies Record<Value['type'], unknown>;

/** Opens a graph of one operator: a provider that is missing says so here and not within a training. */
async function tryOut(open: (graph: Graph) => Promise<InferenceSession>, provider: string): Promise<void> {
  const graph = new Graph('probe');
  graph.output(graph.add('Relu', [graph.input('input', [1])], [1]));
  try {
    await (await open(graph)).release();
  } catch (cause) {
    throw new UserError(
      `ONNX Runtime cannot use its provider "${provider}" on this machine. Use "cpu", or install what it needs. ` +
        `What it says: ${(cause as Error).message.trim()}`,
      { cause },
    );
  }
}
