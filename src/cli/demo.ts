import type { Command } from 'commander';
import { z } from 'zod';
import { defineCommand, type Outcome } from './command.js';
import { type ChosenEngine, engineOptions, openChosen } from './engineOption.js';
import { freeName } from './freeName.js';
import { modelOption } from './modelOption.js';
import { panel } from './panel.js';
import { progress } from './progress.js';

const PEOPLE = 4;
const SIZE = { frames: 25, sheetStride: 3, peopleOnSheet: 2 };

const options = z.strictObject({
  model: modelOption,
  out: z
    .string()
    .min(1)
    .default('start')
    .describe('folder to write; where it exists, a number is added to the name')
    .meta({ placeholder: 'dir' }),
  studio: z
    .boolean()
    .default(true)
    .describe('stop when the pictures are written; without it, and at a terminal, the studio opens'),
  ...engineOptions,
});

export function demoCommand(): Command {
  return defineCommand({
    name: 'demo',
    description:
      'Show what a trained model can do: re-render people it has never seen, then open the studio.',
    options,
    examples: ['dcign demo', 'dcign demo --model quickstart/run --out pictures'],
    async run({ model, out, studio, quiet, engine, provider, precision, threads }) {
      const chosen = { engine, provider, precision, threads };
      const { hasShippedModel, modelOrShipped, PHOTOGRAPH_MODEL } = await import('../model/shipped.js');
      if (model === undefined && !hasShippedModel()) {
        const { startSmall } = await import('./quickstart.js');
        if (!quiet) console.error('This dcign has no trained weights in it: training a small model first.');
        return startSmall(chosen, quiet);
      }
      const path = modelOrShipped(model);
      const outcome = await demo(path, freeName(out), chosen, quiet);
      // A script, and a build, wait for the pictures only.
      if (!studio || !process.stdout.isTTY) return outcome;
      const { serveStudio, STUDIO_DEFAULTS } = await import('./studio.js');
      const afterwards = async (): Promise<void> => {
        await serveStudio(modelOrShipped(model, PHOTOGRAPH_MODEL), { ...STUDIO_DEFAULTS, ...chosen }, quiet);
      };
      return { ...outcome, afterwards };
    },
  });
}

/** @param folder does not exist yet */
async function demo(path: string, folder: string, chosen: ChosenEngine, quiet: boolean): Promise<Outcome> {
  const { openModel } = await import('../model/model.js');
  const { sampleFaces } = await import('../rerender/sampleFaces.js');
  const { showcaseSteps, writeShowcase } = await import('../rerender/showcase.js');
  const { engine, reason } = await openChosen(chosen);
  if (!quiet) console.error(reason);
  const model = await openModel(path, engine);
  const bar = progress('pictures', showcaseSteps(model, PEOPLE), { quiet });
  try {
    let done = 0;
    const people = await sampleFaces(model.description, PEOPLE);
    const written = await writeShowcase(model, people, folder, SIZE, () => bar.update(++done));
    return {
      json: { folder, written: written.map((file) => file.path) },
      text: panel({
        title: 'People whom the model has never seen, from one image each.',
        written,
        next: [
          'dcign studio',
          'dcign rerender YOUR_PHOTO.jpg --vary light,azimuth --out photo.gif',
          'dcign infer YOUR_PHOTO.jpg',
          'dcign quickstart',
        ],
      }),
    };
  } finally {
    bar.stop();
    await model.dispose();
  }
}
