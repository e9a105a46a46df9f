import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import type { BatchSource } from '../dataset/batch.js';
import type { Engine } from '../engine/engine.js';
import type { Model } from '../model/model.js';
import type { Rerendering } from '../rerender/rerender.js';
import { defineCommand } from './command.js';
import { panel } from './panel.js';
import { progress } from './progress.js';

/** What fits into four minutes on two cores, pictures included. */
const RECIPE = {
  size: 48,
  /** Of each kind. */
  batches: { train: 100, validation: 10, test: 25 },
  training: {
    steps: 2500,
    encoder: [32, 24, 16],
    decoder: [16, 32, 32],
    code: 40,
    validateEvery: 500,
    checkpointEvery: 500,
  },
  /** People in each moving picture, and on the sheet. */
  people: 4,
  peopleOnSheet: 2,
  frames: 25,
  /** The sheet shows every third frame. */
  sheetStride: 3,
} as const;

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
});

export function quickstartCommand(): Command {
  return defineCommand({
    name: 'quickstart',
    description: 'Make faces, train a small model on them, and re-render people it has never seen.',
    options,
    examples: ['dcign quickstart', 'dcign quickstart --out better --steps 20000'],
    async run({ out, seed, steps, quiet }) {
      const folder = freeName(out);
      const data = join(folder, 'data');
      const run = join(folder, 'run');
      await makeFaces(data, seed, quiet);
      const { openStored } = await import('../dataset/storedSource.js');
      const { openEngine } = await import('../engine/openEngine.js');
      const { engine } = await openEngine('auto');
      const source = await openStored(data);
      try {
        await trainSmall(engine, source, data, run, { seed, steps }, quiet);
        const { openModel } = await import('../model/model.js');
        const model = await openModel(run, engine);
        const accuracy = await againstTruth(model, source);
        const pictures = await showUnseen(model, source, folder, quiet);
        await model.dispose();
        return report(folder, data, run, pictures, accuracy);
      } finally {
        await source.close();
      }
    },
  });
}

async function makeFaces(out: string, seed: number, quiet: boolean): Promise<void> {
  const { renderDataset } = await import('../dataset/renderDataset.js');
  const { defaultKinds } = await import('../dataset/kind.js');
  const { openScene } = await import('../scene/openScene.js');
  const scene = await openScene('faces');
  const { size, batches } = RECIPE;
  // `all` is what validation and test want: people, poses and lights together.
  const kinds = [...defaultKinds(scene), 'all'];
  const total = kinds.length * (batches.train + batches.validation + batches.test);
  const bar = progress('faces', total, { quiet });
  try {
    await renderDataset({ scene, out, size, seed, batches, kinds }, (done) => bar.update(done));
  } finally {
    bar.stop();
  }
}

async function trainSmall(
  engine: Engine,
  source: BatchSource,
  dataPath: string,
  run: string,
  given: { readonly seed: number; readonly steps: number },
  quiet: boolean,
): Promise<void> {
  const { resolveOptions } = await import('../training/options.js');
  const { train } = await import('../training/train.js');
  const options = resolveOptions('default', { ...RECIPE.training, ...given }, RECIPE.size);
  const bar = progress('training', given.steps, { quiet });
  try {
    await train({
      run,
      source,
      dataPath,
      engine,
      options,
      onProgress: ({ step, loss, imagesPerSecond }) =>
        bar.update(step, `loss ${loss.toFixed(0)}, ${imagesPerSecond.toFixed(0)} images/s`),
    });
  } finally {
    bar.stop();
  }
}

/** Rank correlation of each calibrated unit with the truth, on people, poses and lights of the test split. */
async function againstTruth(model: Model, source: BatchSource): Promise<Readonly<Record<string, number>>> {
  const { describeCode } = await import('../code/description.js');
  const { parametersOf } = await import('../scene/scene.js');
  const { groups, data, architecture } = model.description;
  const count = RECIPE.batches.test * source.info.batchSize;
  const mu = new Float32Array(count * architecture.code);
  const truth = new Float32Array(count * parametersOf(data).length);
  for (let index = 0; index < RECIPE.batches.test; index++) {
    const batch = await source.read('test', 'all', index);
    const codes = (await model.encode(Float32Array.from(batch.images, (grey) => grey / 255))).mu;
    mu.set(codes, index * codes.length);
    truth.set(batch.factors!, index * batch.factors!.length);
  }
  const { calibrations } = describeCode(groups, data.factors, mu, truth);
  return Object.fromEntries(Object.entries(calibrations).map(([name, { spearman }]) => [name, spearman]));
}

/** @returns the files written, in the order to look at them */
async function showUnseen(
  model: Model,
  source: BatchSource,
  folder: string,
  quiet: boolean,
): Promise<readonly { readonly path: string; readonly what: string }[]> {
  const { planRerender } = await import('../rerender/plan.js');
  const { rerender } = await import('../rerender/rerender.js');
  const { writeRerenderings } = await import('../rerender/write.js');
  const vary = model.description.groups.map((group) => group.name);
  const { plan } = planRerender(model.description, { vary, frames: RECIPE.frames });
  const { images } = await source.read('test', 'all', 0);
  const bar = progress('pictures', RECIPE.people + vary.length + 1, { quiet });
  let done = 0;
  const results: Rerendering[] = [];
  for (let i = 0; i < RECIPE.people; i++) {
    const image = images.slice(i * RECIPE.size ** 2, (i + 1) * RECIPE.size ** 2);
    results.push(await rerender(model, { name: `person-${i + 1}`, image }, plan));
    bar.update(++done);
  }
  const sheet = join(folder, 'sheet.png');
  await writeRerenderings(sheet, results.slice(0, RECIPE.peopleOnSheet).map(thin));
  bar.update(++done);
  const written = [{ path: sheet, what: 'everything at a glance' }];
  for (const [k, name] of vary.entries()) {
    const path = join(folder, `${name}.gif`);
    await writeRerenderings(
      path,
      results.map((one) => ({ ...one, sweeps: [one.sweeps[k]!] })),
    );
    bar.update(++done);
    written.push({ path, what: `${name} turned through its range` });
  }
  bar.stop();
  return written;
}

function thin(one: Rerendering): Rerendering {
  const sweeps = one.sweeps.map(({ name, frames }) => ({
    name,
    frames: frames.filter((_, i) => i % RECIPE.sheetStride === 0),
  }));
  return { ...one, sweeps };
}

function report(
  folder: string,
  data: string,
  run: string,
  pictures: readonly { readonly path: string; readonly what: string }[],
  accuracy: Readonly<Record<string, number>>,
): { readonly json: unknown; readonly text: string } {
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
        `dcign rerender YOUR_PHOTO.jpg --model ${run} --vary light --out light.gif`,
        `dcign rerender YOUR_PHOTO.jpg --model ${run} --vary azimuth --set light=-60 --out sheet.png`,
        `dcign train --data ${data} --run runs/longer --steps 20000`,
      ],
    }),
  };
}

/** `quickstart`, or `quickstart-2` where that exists, and so on: a second start must not undo the first. */
function freeName(wanted: string): string {
  let name = wanted;
  for (let k = 2; existsSync(name); k++) name = `${wanted}-${k}`;
  return name;
}
