import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { createTurns } from '../../../engine/inTurn.js';
import type { Slope } from '../../../refinement/climb.js';
import { refine, STEPS } from '../../../refinement/refine.js';
import type { LearnRequest } from '../learn/protocol.js';
import { download } from './download.js';
import type { EngineName, OpenRequest, Reply, Request } from './protocol.js';
import { hasGraphicsProcessor, loadRuntime, threadsHere } from './runtime.js';

type Runtime = typeof import('onnxruntime-web');

interface Network {
  readonly runtime: Runtime;
  readonly encoder: InferenceSession;
  readonly decoder: InferenceSession;
  /** What refines, opened when it is first needed. */
  readonly slope: () => Promise<InferenceSession>;
}

let network: Network | undefined;

function reply(message: Reply, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}

/** ONNX Runtime's WebAssembly for each engine. */
const RUNTIMES: Readonly<Record<EngineName, string>> = {
  wasm: 'runtime/ort-wasm-simd-threaded.wasm',
  webgpu: 'runtime/ort-wasm-simd-threaded.asyncify.wasm',
};

async function open({ base, checksum, engine, sizes }: OpenRequest, id: number): Promise<void> {
  const wanted = engine ?? ((await hasGraphicsProcessor()) ? 'webgpu' : 'wasm');
  const files = ['model/encoder.onnx', 'model/decoder.onnx', RUNTIMES[wanted]];
  const total = files.reduce((sum, file) => sum + (sizes[file] ?? 0), 0);
  const [encoder, decoder, binary] = await download(
    files.map((file) => new URL(file.endsWith('.onnx') ? `${file}?sha256=${checksum}` : file, base).href),
    (loaded) => reply({ kind: 'progress', loaded, total }),
  );
  const threads = threadsHere();
  const start = async (name: EngineName): Promise<void> => {
    const runtime = await loadRuntime(name, base, threads);
    // Of the engine that was chosen it is here already.
    if (name === wanted) runtime.env.wasm.wasmBinary = binary!;
    else delete runtime.env.wasm.wasmBinary;
    // With channels last, ONNX Runtime's WebGPU provider miscomputes convolutions of 6, 9 or 18 maps.
    const provider = name === 'webgpu' ? ({ name, preferredLayout: 'NCHW' } as const) : name;
    const options = { executionProviders: [provider] };
    let slope: Promise<InferenceSession> | undefined;
    const openSlope = async (): Promise<InferenceSession> => {
      const [bytes] = await download([new URL(`model/slope.onnx?sha256=${checksum}`, base).href], () => {});
      // On the processor in any case, where it always finds the same code.
      return runtime.InferenceSession.create(bytes!, { executionProviders: ['wasm'] });
    };
    network = {
      runtime,
      slope: () => {
        slope ??= openSlope().catch((error: unknown) => {
          slope = undefined;
          throw error;
        });
        return slope;
      },
      encoder: await runtime.InferenceSession.create(encoder!, options),
      decoder: await runtime.InferenceSession.create(decoder!, options),
    };
    reply({ kind: 'opened', id, engine: name, threads });
  };
  try {
    await start(wanted);
  } catch (error) {
    // A driver can fail although it promised to work. Who asked for it by name wants to know.
    if (wanted === 'wasm' || engine !== undefined) throw error;
    await start('wasm');
  }
}

async function run(
  session: InferenceSession,
  ...given: readonly (readonly [rows: Float32Array, shape: readonly number[]])[]
): Promise<Readonly<Record<string, Float32Array>>> {
  const inputs = given.map(([rows, shape]) => new network!.runtime.Tensor('float32', rows, shape));
  const outputs = await session.run(
    Object.fromEntries(inputs.map((input, i) => [session.inputNames[i]!, input])),
  );
  for (const input of inputs) input.dispose();
  const numbers: Record<string, Float32Array> = {};
  for (const [name, tensor] of Object.entries(outputs) as [string, Tensor][]) {
    numbers[name] = ((await tensor.getData()) as Float32Array).slice();
    tensor.dispose();
  }
  return numbers;
}

async function answer(request: Request | LearnRequest): Promise<void> {
  const { id } = request;
  if (isOfLearner(request)) return (await import('../learn/answer.js')).answerLearner(request);
  if (request.kind === 'open') return open(request, id);
  if (request.kind === 'refine') {
    const { code, picture, whole, pose } = request;
    const session = await network!.slope();
    const size = Math.sqrt(picture.length);
    const slope: Slope = async (at, of, seen) => {
      const [units, pixels] = [
        [1, at.length],
        [1, 1, size, size],
      ] as const;
      const { image, gradient } = await inTurn(() => run(session, [at, units], [of, pixels], [seen, pixels]));
      return { image: image!, gradient: gradient! };
    };
    const refinement = await refine(slope, code, picture, { steps: STEPS, whole, pose });
    return reply({ kind: 'refined', id, refinement });
  }
  const { rows, n } = request;
  if (request.kind === 'encode') {
    const size = Math.sqrt(rows.length / n);
    const { mu, logVar } = await run(network!.encoder, [rows, [n, 1, size, size]]);
    return reply({ kind: 'encoded', id, mu: mu!, logVar: logVar! }, [mu!.buffer, logVar!.buffer]);
  }
  const start = performance.now();
  const { image } = await run(network!.decoder, [rows, [n, rows.length / n]]);
  const milliseconds = performance.now() - start;
  reply({ kind: 'decoded', id, images: image!, milliseconds }, [image!.buffer]);
}

/** Sessions do one thing at a time. */
const inTurn = createTurns();

function isOfLearner(request: Request | LearnRequest): request is LearnRequest {
  return LEARNER.has(request.kind);
}

const LEARNER: ReadonlySet<string> = new Set<LearnRequest['kind']>(['start', 'pause', 'goOn', 'save']);

// One script for all workers that run a network, so that ONNX Runtime is fetched once; a worker does one of the two.
addEventListener('message', ({ data }: MessageEvent<Request | LearnRequest>) => {
  // Refining and learning take their turn for each step, so that nobody waits for their end.
  const stepwise = data.kind === 'refine' || isOfLearner(data);
  const answered = stepwise ? answer(data) : inTurn(() => answer(data));
  answered.catch((error: unknown) =>
    reply({ kind: 'failed', id: data.id, message: error instanceof Error ? error.message : String(error) }),
  );
});
