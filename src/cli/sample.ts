import type { Command } from 'commander';
import { z } from 'zod';
import { defineCommand } from './command.js';
import { engineOptions, openChosen } from './engineOption.js';
import { modelOption } from './modelOption.js';
import { panel } from './panel.js';
import { type ProgressBar, progress } from './progress.js';
import { quoted } from './quoted.js';

const options = z.strictObject({
  model: modelOption,
  count: z.int().min(1).max(1000).default(25).describe('how many to draw'),
  set: z
    .record(z.string(), z.number())
    .default({})
    .describe('fix something at a value in its own unit (degrees, standard deviations) for all of them'),
  vary: z
    .array(z.string())
    .default([])
    .describe('draw from the prior what otherwise stands at 0 degrees: azimuth, light ...'),
  temperature: z
    .number()
    .min(0)
    .default(1)
    .describe('standard deviations of the prior are multiplied by it; 0 gives its mean'),
  seed: z.int().nonnegative().default(1).describe('another seed gives others'),
  out: z
    .string()
    .min(1)
    .optional()
    .describe(
      '.png or .webp: contact sheet; no ending: folder of pictures (default: people.png; objects.png or images.png of other scenes)',
    )
    .meta({ placeholder: 'file' }),
  force: z.boolean().default(false).describe('overwrite what is there'),
  ...engineOptions,
});

export function sampleCommand(): Command {
  return defineCommand({
    name: 'sample',
    description: "Draw people who never were, from the prior of a model's code.",
    options,
    examples: [
      'dcign sample',
      'dcign sample --count 100 --set azimuth=-30,light=40 --out turned.png',
      'dcign sample --vary azimuth,elevation,light --seed 2 --out anyhow.webp',
      'dcign sample --model quickstart/run --temperature 0.5 --out people',
    ],
    async run({ model: given, out, force, engine, provider, precision, threads, quiet, ...request }) {
      const { checkOutputs } = await import('../files/outputs.js');
      const { prepareModel } = await import('../model/model.js');
      const { readModel } = await import('../model/modelFile.js');
      const { wordsOf } = await import('../sampling/words.js');
      const { modelOrShipped } = await import('../model/shipped.js');
      const { controlsOf, formatValue } = await import('../rerender/controls.js');
      const { samplePrior } = await import('../sampling/samplePrior.js');
      const { sampleForm, writeSamples } = await import('../sampling/write.js');
      const file = await readModel(modelOrShipped(given));
      const { description } = file;
      const words = wordsOf(description);
      const path = out ?? `${words.many}.png`;
      const form = sampleForm(path);
      checkOutputs([{ path, option: '--out', isFile: form !== 'folder' }], { reads: [], force });
      const model = await prepareModel(
        file,
        (await openChosen({ engine, provider, precision, threads })).engine,
      );
      let bar: ProgressBar | undefined;
      try {
        const { samples, notices } = await samplePrior(model, request, (done) => {
          bar ??= progress('sample', request.count, { quiet });
          bar.update(done);
        });
        bar?.stop();
        if (!quiet) for (const notice of notices) console.error(notice);
        await writeSamples(path, samples);
        const { seed, temperature, set, vary } = request;
        const firsts = controlsOf(description).filter(({ name, group }) => name === group);
        const shared = firsts.filter(
          ({ name, unit }) => Object.hasOwn(set, name) || (unit === 'degree' && !vary.includes(name)),
        );
        return {
          json: {
            ...{ out: path, seed, temperature, notices },
            images: samples.map(({ code }) => ({
              code: Object.fromEntries(firsts.map((control) => [control.name, control.read(code)])),
            })),
          },
          text: panel({
            title: `Drew ${samples.length} ${samples.length === 1 ? words.one : words.many} from the prior.`,
            written: [
              { path, what: form === 'folder' ? 'pictures at the size of the model' : 'contact sheet' },
            ],
            notes: shared.map(
              (control) =>
                `${control.name} ${formatValue(control.unit, control.read(samples[0]!.code))} for all of them`,
            ),
            next: [nextCommand(given, seed, shared[0]?.name)],
          }),
        };
      } finally {
        bar?.stop();
        await model.dispose();
      }
    },
  });
}

/** The same people from another side, or others where nothing is known to turn. */
function nextCommand(model: string | undefined, seed: number, turnable: string | undefined): string {
  const words = ['dcign sample', ...(model === undefined ? [] : ['--model', quoted(model)])];
  return turnable === undefined
    ? [...words, `--seed ${seed + 1} --out others.png`].join(' ')
    : [...words, ...(seed === 1 ? [] : [`--seed ${seed}`]), `--set ${turnable}=40 --out turned.png`].join(
        ' ',
      );
}
