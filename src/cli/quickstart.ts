import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import type { BatchSource, Split } from '../dataset/batch.js';
import type { Engine } from '../engine/engine.js';
import type { Model } from '../model/model.js';
import type { ShowcaseSize } from '../rerender/showcase.js';
import type { TrainingResult } from '../training/loop.js';
import type { GivenOptions } from '../training/options.js';
import { smallStages } from '../training/presets.js';
import { defineCommand, type Outcome } from './command.js';
import { type ChosenEngine, engineOptions, openChosen } from './engineOption.js';
import { freeName } from './freeName.js';
import { panel } from './panel.js';
import { progress } from './progress.js';
import { quoted } from './quoted.js';
import { stopOnSignal } from './signals.js';
import { stoppedPanel } from './stopped.js';

/** What a quick start does: how small, how long. */
export interface Recipe {
  /** Height and width of the faces in pixels. */
  readonly size: number;
  /** Batches of each kind. */
  readonly batches: Readonly<Record<Split, number>>;
  readonly training: GivenOptions & { readonly steps: number };
  /** People in each moving picture. */
  readonly people: number;
  readonly showcase: ShowcaseSize;
}

/** What fits into four minutes on two cores, pictures included. */
const RECIPE: Recipe = {
  size: 48,
  batches: { train: 80, validation: 5, test: 10 },
  training: {
    steps: 2600,
    ...smallStages,
    validateEvery: 1000,
    checkpointEvery: 1000,
  },
  people: 4,
  showcase: { frames: 25, sheetStride: 3, peopleOnSheet: 2 },
};

const options = z.strictObject({
  out: z
    .string()
    .min(1)
    .default('quickstart')
    .describe('folder to write; where it exists, a number is added to the name')
    .meta({ placeholder: 'dir' }),
  seed: z.int().nonnegative().default(1).describe('what all random draws come from'),
  steps: z
    .int()
    .positive()
    .default(RECIPE.training.steps)
    .describe('training steps; more of them, better pictures'),
  ...engineOptions,
});

export function quickstartCommand(): Command {
  return defineCommand({
    name: 'quickstart',
    description: 'Make faces, train a small model on them, and re-render people it has never seen.',
    options,
    examples: ['dcign quickstart', 'dcign quickstart --out better --steps 20000'],
    run: ({ out, seed, steps, quiet, engine, provider, precision, threads }) =>
      quickstart({ ...RECIPE, training: { ...RECIPE.training, steps } }, freeName(out), {
        seed,
        chosen: { engine, provider, precision, threads },
        quiet,
      }),
  });
}

/** What `dcign quickstart` does by itself. */
export function startSmall(chosen: ChosenEngine, quiet: boolean): Promise<Outcome> {
  return quickstart(RECIPE, freeName('quickstart'), { seed: 1, chosen, quiet });
}

/** @param folder does not exist yet */
export async function quickstart(
  recipe: Recipe,
  folder: string,
  { seed, chosen, quiet }: { seed: number; chosen: ChosenEngine; quiet: boolean },
): Promise<Outcome> {
  const { openDataset } = await import('../dataset/openDataset.js');
  const { openModel } = await import('../model/model.js');
  const data = join(folder, 'data');
  const run = join(folder, 'run');
  // First of all what this machine may lack.
  const { engine, reason } = await openChosen(chosen);
  if (!quiet) console.error(reason);
  await makeFaces(recipe, data, seed, quiet);
  const source = await openDataset(data);
  try {
    const { interrupted, step } = await trainSmall(recipe, engine, source, data, run, seed, quiet);
    if (interrupted) {
      const { RunFolder } = await import('../training/run.js');
      return { json: { folder, step, interrupted }, text: stoppedPanel(new RunFolder(run), step) };
    }
    const model = await openModel(run, engine);
    try {
      const accuracy = await againstTruth(model, source);
      const pictures = await showUnseen(recipe, model, source, folder, quiet);
      return report(folder, data, run, pictures, accuracy);
    } finally {
      await model.dispose();
    }
  } finally {
    await source.close();
  }
}

async function makeFaces(
  { size, batches }: Recipe,
  out: string,
  seed: number,
  quiet: boolean,
): Promise<void> {
  const { renderDataset } = await import('../dataset/renderDataset.js');
  const { defaultKinds } = await import('../dataset/kind.js');
  const { openScene } = await import('../scene/openScene.js');
  const scene = await openScene('faces');
  const kinds = defaultKinds(scene).filter((kind) => kind !== 'intrinsic');
  const total = kinds.length * (batches.train + batches.validation + batches.test);
  const bar = progress('faces', total, { quiet });
  try {
    await renderDataset({ scene, out, size, seed, batches, kinds }, (done) => bar.update(done));
  } finally {
    bar.stop();
  }
}

async function trainSmall(
  { training }: Recipe,
  engine: Engine,
  source: BatchSource,
  dataPath: string,
  run: string,
  seed: number,
  quiet: boolean,
): Promise<TrainingResult> {
  const { resolveOptions } = await import('../training/options.js');
  const { train } = await import('../training/train.js');
  const options = resolveOptions('default', { ...training, photographs: 0, seed }, source.info);
  const bar = progress('training', training.steps, { quiet });
  const stop = stopOnSignal(() => {
    if (!quiet) console.error('\nStopping after this step; once more to stop at once.');
  });
  try {
    const result = await train({
      run,
      source,
      dataPath,
      engine,
      options,
      signal: stop.signal,
      onProgress: ({ step, loss, imagesPerSecond }) =>
        bar.update(step, `loss ${loss.toFixed(0)}, ${imagesPerSecond.toFixed(0)} images/s`),
    });
    if (result.interrupted) process.exitCode = stop.exitCode();
    return result;
  } finally {
    bar.stop();
    stop.remove();
  }
}

/** Rank correlation of each factor's unit with the truth, on people, poses and lights of the test split. */
async function againstTruth(model: Model, source: BatchSource): Promise<Readonly<Record<string, number>>> {
  const { encodeImages } = await import('../evaluation/encodeImages.js');
  const { readUnit, scalarFactors } = await import('../evaluation/encoder.js');
  const { scoreReading } = await import('../evaluation/readings.js');
  const { description } = model;
  const batches = [];
  for (let index = 0; index < source.info.splits.test.all!; index++) {
    batches.push(await source.read('test', 'all', index));
  }
  const posteriors = await encodeImages(model, Buffer.concat(batches.map((batch) => batch.images)));
  const truth = Float32Array.from(batches.flatMap((batch) => [...batch.factors!]));
  return Object.fromEntries(
    scalarFactors(description.data.factors).flatMap((factor) => {
      const reading = readUnit(description, factor, posteriors, truth);
      return reading === undefined ? [] : [[factor.name, scoreReading(reading).spearman]];
    }),
  );
}

type Written = { readonly path: string; readonly what: string };

/** @returns the files written, in the order to look at them */
async function showUnseen(
  recipe: Recipe,
  model: Model,
  source: BatchSource,
  folder: string,
  quiet: boolean,
): Promise<readonly Written[]> {
  const { showcaseSteps, writeShowcase } = await import('../rerender/showcase.js');
  const { images } = await source.read('test', 'all', 0);
  const people = Array.from({ length: recipe.people }, (_, i) =>
    images.slice(i * recipe.size ** 2, (i + 1) * recipe.size ** 2),
  );
  const bar = progress('pictures', showcaseSteps(model, people.length), { quiet });
  try {
    let done = 0;
    return await writeShowcase(model, people, folder, recipe.showcase, () => bar.update(++done));
  } finally {
    bar.stop();
  }
}

function report(
  folder: string,
  data: string,
  run: string,
  pictures: readonly Written[],
  accuracy: Readonly<Record<string, number>>,
): Outcome {
  const written = [
    ...pictures,
    { path: run, what: 'the model, its configuration, metrics and samples' },
    { path: data, what: 'the faces it was trained on; preview.png shows some' },
  ];
  const figures = Object.entries(accuracy).map(([name, rho]) => `${name} ${Math.abs(rho).toFixed(2)}`);
  return {
    json: { folder, written: written.map(({ path }) => path), spearman: accuracy },
    text: panel({
      title: 'Faces made, model trained, unseen people re-rendered.',
      written,
      notes: [`Encoder against truth on people it never saw, rank correlation: ${figures.join(', ')}`],
      next: [
        `dcign rerender YOUR_PHOTO.jpg --model ${quoted(run)} --vary light,azimuth --out photo.gif`,
        `dcign evaluate --model ${quoted(run)} --data ${quoted(data)}`,
        `dcign train --data ${quoted(data)} --run runs/longer --steps 20000`,
      ],
    }),
  };
}
