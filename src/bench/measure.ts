import { join } from 'node:path';
import type { Engine } from '../engine/engine.js';
import { convolutionLimit } from '../engine/onednn/limit.js';
import { openEngine } from '../engine/openEngine.js';
import type { Provider } from '../engine/provider.js';
import { type Architecture, buildDecoder, buildEncoder } from '../network/architecture.js';
import { initialise } from '../network/initialise.js';
import { parametersOf } from '../network/tensors.js';
import { Random } from '../numeric/random.js';
import { networkOptions } from '../training/architectureOf.js';
import { resolveOptions } from '../training/options.js';
import { train } from '../training/train.js';
import type { Case, Measurement } from './case.js';
import { withData } from './data.js';

export interface MeasureRequest {
  readonly work: Case;
  readonly architecture: Architecture;
  /** Steps that are timed, after as many as it takes to warm up. */
  readonly steps: number;
  /** Where the engine onnx computes. */
  readonly provider?: Provider | undefined;
}

const WARM_UP = 3;

/** Times one case in this process; see `measureWorker.ts`. */
export async function measure(request: MeasureRequest): Promise<Measurement> {
  const { work } = request;
  const { seconds, settings } = await timeCase(request);
  const secondsPerStep = median(seconds);
  return {
    ...work,
    secondsPerStep,
    imagesPerSecond: work.batch / secondsPerStep,
    // Kilobytes on Linux and macOS alike: libuv converts.
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    settings,
  };
}

async function timeCase({
  work,
  architecture,
  steps,
  provider,
}: MeasureRequest): Promise<{ seconds: readonly number[]; settings: string }> {
  if (work.engine === 'limit') {
    const seconds = await convolutionLimit(architecture, work, steps);
    return { seconds, settings: 'the convolutions alone, in oneDNN' };
  }
  const { precision } = work;
  const { engine } =
    work.engine === 'onnx'
      ? await openEngine('onnx', { precision, provider })
      : await openEngine('onednn', { precision });
  const time = work.mode === 'train' ? timeTraining : timeInference;
  return { seconds: await time(engine, work, architecture, steps), settings: engine.description };
}

/** The real thing: a training from a data set on disk, with its reading, code, optimiser and metrics. */
async function timeTraining(
  engine: Engine,
  { network, size, batch }: Case,
  architecture: Architecture,
  steps: number,
): Promise<number[]> {
  return withData(size, batch, async (source, folder) => {
    const never = 1e9;
    const options = resolveOptions(
      network,
      {
        steps: WARM_UP + steps + 1, // The last one is followed by a validation and a checkpoint.
        ...networkOptions(architecture),
        batch,
        photographs: 0,
        // All images of a step are counted: one set as in the paper, or pairs where they come out even.
        set: network === 'paper' || batch % 2 !== 0 ? batch : 2,
        validateEvery: never,
        validationBatches: 1,
        checkpointEvery: never,
      },
      source.info,
    );
    const ends: number[] = [];
    const onProgress = (): void => {
      ends.push(performance.now());
    };
    await train({ run: join(folder, 'run'), source, engine, options, onProgress });
    return Array.from({ length: steps }, (_, i) => (ends[WARM_UP + i]! - ends[WARM_UP + i - 1]!) / 1000);
  });
}

async function timeInference(
  engine: Engine,
  { mode, batch }: Case,
  architecture: Architecture,
  steps: number,
): Promise<number[]> {
  const network = mode === 'encode' ? buildEncoder(architecture) : buildDecoder(architecture);
  const parameters = parametersOf(network);
  const random = new Random(1, 'bench');
  initialise(network, parameters, random);
  const runner = await engine.prepare(network, { batch, training: false, inputGradient: false });
  await runner.load(parameters);
  const input = new Float32Array(batch * network.input.reduce((product, n) => product * n, 1));
  for (let i = 0; i < input.length; i++) input[i] = random.uniform();
  const seconds: number[] = [];
  for (let step = 0; step < WARM_UP + steps; step++) {
    const start = performance.now();
    await runner.forward(input);
    if (step >= WARM_UP) seconds.push((performance.now() - start) / 1000);
  }
  await runner.dispose();
  return seconds;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
