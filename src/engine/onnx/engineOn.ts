import type { InferenceSession } from 'onnxruntime-common';
import { UserError } from '../../errors.js';
import type { Network } from '../../network/network.js';
import { sizeOf } from '../../network/shapes.js';
import type { Engine, PrepareOptions, Runner } from '../engine.js';
import type { Provider } from '../provider.js';
import { buildGraphs } from './build.js';
import { Graph, type Value } from './graph.js';
import { ProviderFailed, providerOption, TITLES } from './provider.js';
import { Residents, residentNames, uploadGraph } from './residents.js';
import { rulesFor } from './rules.js';
import { OnnxRunner, type Program, TensorPool } from './runner.js';
import type { Runtime } from './runtime.js';

export interface OnnxOptions {
  /**
   * Where the operators run, `cpu` by default. The others need an accelerator and its driver, `cuda` also parts of
   * ONNX Runtime of its own; an operator that one of them does not have runs on the processor.
   */
  readonly provider?: Provider | undefined;
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
  { ort, kind, version, processor }: Runtime,
  options: OnnxOptions,
  cores: number,
): Promise<Engine> {
  const { provider = 'cpu', threads = cores, folded = true } = options;
  if (kind === 'wasm') ort.env.wasm.numThreads = threads;
  // What goes wrong comes back as an error; nothing is to be printed beside it.
  ort.env.logLevel = 'fatal';
  const rules = rulesFor(folded);
  const open = (graph: Graph, kept: readonly string[] = []): Promise<InferenceSession> =>
    ort.InferenceSession.create(graph.finish(), {
      ...(kept.length > 0 && {
        preferredOutputLocation: Object.fromEntries(kept.map((name) => [name, 'gpu-buffer'] as const)),
      }),
      executionProviders: [provider === 'cpu' && kind === 'wasm' ? 'wasm' : providerOption(provider, graph)],
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
    provider,
    threads: options.threads,
    description: `${version}, ${provider === 'cpu' ? `${processor}, ${threads} threads` : TITLES[provider]}`,
    async prepare(network: Network, options: PrepareOptions): Promise<Runner> {
      const graphs = buildGraphs(network, rules, options);
      const pool = new TensorPool(
        ({ type, shape }) =>
          new ort.Tensor(type, new ELEMENTS[type](sizeOf(shape)), shape) as InstanceType<typeof ort.Tensor>,
      );
      // Only its buffers can be handed from one session to the next.
      const residents = provider === 'webgpu' ? residentNames(graphs) : new Set<string>();
      const onHost = ({ name }: Value): boolean => !residents.has(name);
      const opened: Program[] = [];
      const program = async (graph: Graph): Promise<Program> => {
        const kept = graph.outputs.filter((value) => !onHost(value)).map(({ name }) => name);
        opened.push({
          session: await open(graph, kept),
          inputs: pool.of(graph.inputs.filter(onHost)),
          outputs: pool.of(graph.outputs.filter(onHost)),
          kept,
          inPlace: kind === 'native' && kept.length === 0,
        });
        return opened.at(-1)!;
      };
      try {
        const programs = {
          upload: graphs.feeds.some(({ name }) => residents.has(name))
            ? await program(uploadGraph(graphs))
            : undefined,
          forward: await program(graphs.forward),
          backward: graphs.backward && (await program(graphs.backward.graph)),
        };
        return new OnnxRunner(network, graphs, programs, new Residents());
      } catch (error) {
        for (const { session } of opened) await session.release();
        throw error;
      }
    },
  };
}

const ELEMENTS = {
  float32: Float32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  float16: Uint16Array,
} as const satisfies Record<Value['type'], unknown>;

/** Opens a graph of one operator: a provider that is missing says so here and not within a training. */
async function tryOut(open: (graph: Graph) => Promise<InferenceSession>, provider: Provider): Promise<void> {
  const graph = new Graph('probe');
  graph.output(graph.add('Relu', [graph.input('input', [1])], [1]));
  try {
    await (await open(graph)).release();
  } catch (cause) {
    const said = saidOf(cause);
    if (provider !== 'cpu') throw new ProviderFailed(provider, said, cause);
    throw new UserError(
      `ONNX Runtime cannot compute on this machine: ${said}. Install dcign again here, or use --engine onednn.`,
      { cause },
    );
  }
}

/** What ONNX Runtime says, without the place in its source. */
function saidOf(cause: unknown): string {
  // Its WebAssembly throws a number where an exception of C++ has ended it.
  if (!(cause instanceof Error)) return `it gives no reason (exception ${String(cause)})`;
  return cause.message
    .trim()
    .replace(/^\/\S+:\d+ .* was false\. /s, '')
    .replace(/\.$/, '');
}
