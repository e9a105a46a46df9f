import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { makeFolder } from '../files/makeFolder.js';
import type { Model } from '../model/model.js';
import type { MethodScore } from '../recognition/benchmark.js';
import type { Estimate } from '../statistics/estimate.js';
import { defineCommand } from './command.js';
import { engineOptions, openChosen } from './engineOption.js';
import { panel } from './panel.js';
import { type ProgressBar, progress } from './progress.js';
import { reportFolder, reportOptions } from './reportFolder.js';

const options = z.strictObject({
  ...reportOptions,
  galleries: z
    .array(z.int().min(2))
    .min(1)
    .default([50, 200, 1000])
    .describe('sizes of the galleries of unseen people'),
  probePeople: z.int().min(2).default(200).describe('people who are looked for under every pose and light'),
  trainingPeople: z
    .int()
    .min(10)
    .default(8000)
    .describe('people that statistics, discriminants and learnt projections come from'),
  photographs: z
    .string()
    .min(1)
    .optional()
    .describe('folder with a folder of photographs for each of some real people, to try as well')
    .meta({ placeholder: 'dir' }),
  validationPeople: z.int().min(10).default(50).describe('people that thresholds are set on'),
  ...engineOptions,
});

export function evaluateRecognitionCommand(): Command {
  return defineCommand({
    name: 'recognition',
    description:
      'Measure invariant face recognition: unseen people, enrolled by one frontal image, looked for under every pose ' +
      'and light within 60 degrees; beside pixels, eigenfaces, Fisherfaces and other codes.',
    options,
    examples: [
      'dcign evaluate recognition --galleries 50 --training-people 200',
      'dcign evaluate recognition --model runs/faces --baseline runs/entangled',
      'dcign evaluate recognition --model runs/faces --photographs people',
    ],
    async run({
      model: given,
      baseline,
      galleries,
      photographs: folderOfPeople,
      out,
      force,
      quiet,
      engine: name,
      provider,
      precision,
      threads,
      ...people
    }) {
      const { openModel } = await import('../model/model.js');
      const { modelOrShipped } = await import('../model/shipped.js');
      const { measureRecognition } = await import('../recognition/measure.js');
      const { readPhotographs } = await import('../recognition/photographs.js');
      const { RECOGNITION_JSON, RECOGNITION_SVG, writeRecognition } = await import('../recognition/write.js');
      const path = modelOrShipped(given);
      const folder = reportFolder({ model: path, out, force }, RECOGNITION_JSON);
      const { engine } = await openChosen({ engine: name, provider, precision, threads });
      const model = await openModel(path, engine);
      let entangled: Model | undefined;
      let bar: ProgressBar | undefined;
      try {
        entangled = baseline === undefined ? undefined : await openModel(baseline, engine);
        const { size } = model.description.architecture;
        const scores = await measureRecognition(model, entangled, engine, {
          galleries,
          photographs: folderOfPeople === undefined ? undefined : await readPhotographs(folderOfPeople, size),
          ...people,
          onProgress: (done, total) => {
            bar ??= progress('recognition', total, { quiet });
            bar.update(done);
          },
        });
        bar?.stop();
        await makeFolder(folder);
        await writeRecognition(folder, scores);
        return {
          json: scores,
          text: panel({
            title: `Recognised unseen people by ${scores.length} methods.`,
            written: [
              { path: join(folder, RECOGNITION_JSON), what: 'every number, with 95 % intervals' },
              {
                path: join(folder, RECOGNITION_SVG),
                what: 'operating curves, and accuracy by pose and light',
              },
            ],
            notes: table(scores),
          }),
        };
      } finally {
        bar?.stop();
        await model.dispose();
        await entangled?.dispose();
      }
    },
  });
}

function table(scores: readonly MethodScore[]): string[] {
  const percent = ({ value, low, high }: Estimate): string =>
    `${(100 * value).toFixed(1)} % (${(100 * low).toFixed(1)}-${(100 * high).toFixed(1)})`;
  const width = Math.max(...scores.map(({ method }) => method.length));
  return scores.map(({ method, identification, auc, accuracy, original, photographs = [] }) =>
    [
      method.padEnd(width),
      ...identification.map(({ gallery, rank1 }) => `first of ${gallery}: ${percent(rank1)}`),
      `AUC ${auc.value.toFixed(3)}`,
      `pairs right ${(100 * accuracy.value).toFixed(1)} %`,
      `original's 96 pairs ${(100 * original.accuracy.value).toFixed(1)} %`,
      ...photographs.map(
        ({ enrolled, centre, rank1 }) => `${enrolled} photograph(s), ${centre} centre: ${percent(rank1)}`,
      ),
    ].join('  '),
  );
}
