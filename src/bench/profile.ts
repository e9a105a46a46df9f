import { createBottleneck } from '../code/objectives/objectives.js';
import { noise } from '../code/reparameterise.js';
import { kindsOf } from '../dataset/available.js';
import type { BatchSource } from '../dataset/batch.js';
import { toPixels } from '../dataset/pixels.js';
import type { Engine, Runner } from '../engine/engine.js';
import { preparePair } from '../engine/preparePair.js';
import { type Architecture, buildDecoder, buildEncoder } from '../network/architecture.js';
import { initialise } from '../network/initialise.js';
import { parametersOf } from '../network/tensors.js';
import { Random } from '../numeric/random.js';
import { Adam } from '../training/adam.js';
import { codeOptions } from '../training/codeOptions.js';
import { layoutOf } from '../training/layout.js';
import { trainingStep } from '../training/objective.js';
import { presets } from '../training/presets.js';

/** Where the time of a training step goes: milliseconds by part, and by the engine's operation. */
export interface Profile {
  readonly step: number;
  readonly parts: Readonly<Record<string, number>>;
  /** Empty where the engine does not tell. */
  readonly operations: Readonly<Record<string, number>>;
}

const WARM_UP = 2;

/** Means over `steps` training steps like the loop's own, read from `source` without reading ahead. */
export async function profile(
  source: BatchSource,
  architecture: Architecture,
  engine: Engine,
  steps: number,
): Promise<Profile> {
  const { paper } = presets;
  const batch = source.info.batchSize;
  const networks = [buildEncoder(architecture), buildDecoder(architecture)] as const;
  const adam = new Adam(parametersOf(...networks).specs, paper);
  const { parameters, gradients } = adam;
  for (const network of networks) initialise(network, parameters, new Random(1, network.name));
  const code = createBottleneck(
    layoutOf('paper', architecture.code, source.info),
    codeOptions({ ...paper, steps }),
  );
  const kinds = kindsOf(source.info, 'train');
  const clock = new Clock();
  const runners = await preparePair(engine, architecture, { batch, training: true });
  const encoder = timed(runners.encoder, clock);
  const decoder = timed(runners.decoder, clock);
  try {
    for (let step = 1 - WARM_UP; step <= steps; step++) {
      if (step === 1) clock.reset();
      await encoder.load(parameters);
      await decoder.load(parameters);
      const { images, active } = await clock.time('read the batch', () =>
        source.read('train', kinds[(step + WARM_UP) % kinds.length]!, 0),
      );
      const pixels = await clock.time('bytes to pixels', () => toPixels(images));
      const epsilon = await clock.time('noise', () => noise(1, step + WARM_UP, batch * architecture.code));
      await clock.time(STEP, () =>
        trainingStep(
          { encoder, decoder },
          code,
          { images: pixels, draw: { sets: [{ active, images: batch }], shifts: [0], epsilon } },
          gradients,
        ),
      );
      await clock.time('optimiser', () => adam.update(paper.learningRate, step + WARM_UP));
    }
    return clock.profile(steps);
  } finally {
    await encoder.dispose();
    await decoder.dispose();
  }
}

/** The engine's calls within it are timed by themselves; what is left is ours. */
const STEP = 'code and likelihood';

class Clock {
  readonly #parts = new Map<string, number>();
  readonly #operations = new Map<string, number>();
  #withinStep = 0;

  reset(): void {
    this.#parts.clear();
    this.#operations.clear();
  }

  async time<T>(part: string, work: () => T | Promise<T>): Promise<T> {
    this.#withinStep = 0;
    const start = performance.now();
    const result = await work();
    add(this.#parts, part, performance.now() - start - (part === STEP ? this.#withinStep : 0));
    return result;
  }

  async timeEngine<T>(runner: Runner, call: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const result = await work();
    const elapsed = performance.now() - start;
    this.#withinStep += elapsed;
    add(this.#parts, `${runner.network.name} ${call}`, elapsed);
    for (const { label, seconds } of runner.timings ?? [])
      add(this.#operations, `${runner.network.name} ${call}: ${label}`, 1000 * seconds);
    return result;
  }

  profile(steps: number): Profile {
    const means = (sums: ReadonlyMap<string, number>): Record<string, number> =>
      Object.fromEntries(
        [...sums].toSorted(([, a], [, b]) => b - a).map(([name, sum]) => [name, sum / steps]),
      );
    const parts = means(this.#parts);
    return {
      step: Object.values(parts).reduce((sum, part) => sum + part, 0),
      parts,
      operations: means(this.#operations),
    };
  }
}

function timed(runner: Runner, clock: Clock): Runner {
  return {
    network: runner.network,
    batch: runner.batch,
    load: (parameters) => clock.timeEngine(runner, 'load', () => runner.load(parameters)),
    forward: (input) => clock.timeEngine(runner, 'forward', () => runner.forward(input)),
    backward: (gradient, gradients) =>
      clock.timeEngine(runner, 'backward', () => runner.backward(gradient, gradients)),
    dispose: () => runner.dispose(),
  };
}

function add(sums: Map<string, number>, name: string, value: number): void {
  sums.set(name, (sums.get(name) ?? 0) + value);
}
