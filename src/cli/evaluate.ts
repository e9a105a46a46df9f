import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import type { BatchSource } from '../dataset/batch.js';
import { UserError } from '../errors.js';
import type { BlindTrialShares } from '../evaluation/blindTrial.js';
import type { EncoderScore } from '../evaluation/encoder.js';
import type { Likeness } from '../evaluation/likeness.js';
import type { Report } from '../evaluation/report.js';
import type { Model } from '../model/model.js';
import type { ModelFile } from '../model/modelFile.js';
import type { Scene } from '../scene/scene.js';
import type { Estimate } from '../statistics/estimate.js';
import { defineCommand } from './command.js';
import { engineOptions, openChosen } from './engineOption.js';
import { panel } from './panel.js';
import { type ProgressBar, progress } from './progress.js';
import { quoted } from './quoted.js';
import { reportFolder, reportOptions } from './reportFolder.js';

const options = z.strictObject({
  ...reportOptions,
  data: z
    .string()
    .min(1)
    .optional()
    .describe("data set, folder of images or dSprites' .npz; drawn from the scene of the model if not given")
    .meta({ placeholder: 'dir' }),
  images: z.int().min(1).default(2800).describe('test images at most'),
  ...engineOptions,
});

export function evaluateCommand(): Command {
  return defineCommand({
    name: 'evaluate',
    description: 'Measure what a graphics code has learnt, on people or objects it has not seen.',
    options,
    examples: [
      'dcign evaluate',
      'dcign evaluate --model runs/faces --data data/faces --baseline runs/entangled',
    ],
    async run({ model: given, data, baseline: baselinePath, images, out, force, quiet, ...chosen }) {
      const { openModel, prepareModel } = await import('../model/model.js');
      const { readModel } = await import('../model/modelFile.js');
      const { modelOrShipped } = await import('../model/shipped.js');
      const { prepareUntrained } = await import('../recognition/methods.js');
      const { evaluate } = await import('../evaluation/evaluate.js');
      const { whoIs } = await import('../evaluation/people.js');
      const { REPORT_HTML, REPORT_JSON, writeReport } = await import('../evaluation/report/write.js');
      const path = modelOrShipped(given);
      const folder = reportFolder({ model: path, out, force }, REPORT_JSON);

      const { engine } = await openChosen(chosen);
      const file = await readModel(path);
      const model = await prepareModel(file, engine);
      const untrained = await prepareUntrained(model, engine);
      let baseline: { readonly model: Model; readonly path: string } | undefined;
      let source: BatchSource | undefined;
      let bar: ProgressBar | undefined;
      try {
        if (baselinePath !== undefined)
          baseline = { model: await openModel(baselinePath, engine), path: baselinePath };
        const world = await openWorld(model, data);
        source = world.source;
        const evaluation = await evaluate({
          model,
          modelPath: path,
          source,
          dataPath: data,
          scene: world.scene,
          baseline,
          untrained,
          recogniser: await openJudge(path, file, model),
          images,
          onProgress: (done, total, part) => {
            bar ??= progress('evaluate', total, { quiet });
            bar.update(done, part);
          },
        });
        bar?.stop();
        await writeReport(folder, evaluation);
        const { report } = evaluation;
        return {
          json: report,
          text: panel({
            title: `Evaluated ${path} on ${report.data.images} ${report.data.split} images.`,
            written: [
              { path: join(folder, REPORT_HTML), what: 'plots and image sheets; open it in a browser' },
              { path: join(folder, REPORT_JSON), what: 'every number, with its definition' },
            ],
            notes: headlines(report, whoIs(report.data.scene)),
            next: [`dcign compare ${quoted(folder)} OTHER_RUN`],
          }),
        };
      } finally {
        bar?.stop();
        await model.dispose();
        await untrained.dispose();
        await baseline?.model.dispose();
        await source?.close();
      }
    },
  });
}

/** The learnt recogniser that lies beside the model, if it is of these weights. */
async function openJudge(path: string, file: ModelFile, model: Model): Promise<Likeness | undefined> {
  const { checksumOf } = await import('../model/checksum.js');
  const { keptRecogniser } = await import('../recognition/kept.js');
  const { recogniserLikeness } = await import('../recognition/likeness.js');
  const recogniser = await keptRecogniser(path, checksumOf(file.parameters), 'learnt');
  return recogniser && recogniserLikeness(model, recogniser);
}

/** Where the images come from, and the scene that can draw more like them. */
async function openWorld(
  model: Model,
  data: string | undefined,
): Promise<{ readonly source: BatchSource; readonly scene: Scene | undefined }> {
  const { isScene, openScene } = await import('../scene/openScene.js');
  const { scene: name } = model.description.data;
  if (data !== undefined) {
    const { openDataset } = await import('../dataset/openDataset.js');
    const source = await openDataset(data, model.description.architecture.size);
    const { scene: name } = source.info;
    return { source, scene: source.scene ?? (isScene(name) ? await openScene(name) : undefined) };
  }
  if (!isScene(name))
    throw new UserError(
      `The model was trained on ${name}, which cannot be drawn afresh. Say where its images are with --data.`,
    );
  const { streamScene } = await import('../dataset/streamSource.js');
  const { sceneOf } = await import('../model/sceneOf.js');
  const scene = await sceneOf(model.description);
  return { scene, source: streamScene(scene, { size: model.description.architecture.size, seed: 1 }) };
}

/** The few figures to look at first. @param who people, or what else the scene shows */
function headlines(
  { data, encoder, photographs, reconstruction, rerender, blindTrial, swaps, metrics, leftOut }: Report,
  who: string,
): string[] {
  const ofWhom = (count: number | undefined): string => (count === undefined ? '' : `, ${count} ${who}`);
  return [
    ...Object.entries(encoder ?? {}).map((one) => encoderLine(one, ofWhom(data.people))),
    ...Object.entries(photographs?.encoder ?? {}).map((one) =>
      encoderLine(one, `, ${photographs!.photographs} drawn photographs`),
    ),
    `reconstruction${ofWhom(reconstruction.people)}: MSE ${reconstruction.mse.toPrecision(3)}, ` +
      `${reconstruction.bitsPerPixel.toFixed(3)} bits a pixel`,
    ...(rerender === undefined
      ? []
      : [
          `re-rendering within 60 degrees, ${rerender.people} ${who}: MSE ${rerender.mse.toPrecision(3)} ` +
            `(${bounds(rerender.interval.mse, (x) => x.toPrecision(3))}), SSIM ${rerender.ssim.toFixed(3)} ` +
            `(${bounds(rerender.interval.ssim, (x) => x.toFixed(3))}); unchanged MSE ` +
            rerender.unchanged.mse.toPrecision(3),
        ]),
    ...blindTrialLines(blindTrial, who),
    ...Object.entries(swaps ?? {}).map(
      ([group, { people, mse, interval }]) =>
        `${group} swapped, ${people} pairs of ${who}: MSE ${mse.toPrecision(3)} ` +
        `(${bounds(interval.mse, (x) => x.toPrecision(3))})`,
    ),
    ...(metrics === undefined
      ? []
      : [
          `MIG ${metrics.mig.toFixed(3)}, DCI disentanglement ${metrics.dci.disentanglement.toFixed(3)}, ` +
            `on ${metrics.samples.images} images${ofWhom(metrics.people)} ` +
            `(${Object.entries(metrics.levels)
              .map(([name, count]) => `${count} ${name}`)
              .join(', ')})`,
        ]),
    ...leftOut.map(({ part, reason }) => `left out ${part}: ${reason}`),
  ];
}

function encoderLine(
  [factor, { spearman, eta2, circularCorrelation, frontBack, maeDegrees, mae }]: readonly [
    string,
    EncoderScore,
  ],
  of: string,
): string {
  const relation =
    circularCorrelation === undefined
      ? `rank correlation ${Math.abs(spearman).toFixed(3)}, eta^2 ${eta2.toFixed(3)}`
      : `circular correlation ${circularCorrelation.toFixed(3)}, ${(100 * frontBack!).toFixed(1)} % front for back`;
  return `${factor}: ${relation}, off by ${(maeDegrees ?? mae ?? Number.NaN).toFixed(1)} on average${of}`;
}

function blindTrialLines(blindTrial: Report['blindTrial'], who: string): string[] {
  if (blindTrial === undefined) return [];
  const { people, among, byError, byRecogniser } = blindTrial;
  const percent = ({ value, low, high }: Estimate) =>
    `${(100 * value).toFixed(1)} % (${bounds([low, high], (x) => (100 * x).toFixed(1))})`;
  const line = (way: string, { rerendered, unchanged }: BlindTrialShares) =>
    `right one of ${among} re-renderings nearest ${way}, ${people} ${who}: ${percent(rerendered)}; ` +
    `of sources unchanged ${percent(unchanged)}`;
  return [
    line('by squared error', byError),
    ...(byRecogniser === undefined ? [] : [line('by the learnt recogniser', byRecogniser)]),
  ];
}

function bounds([low, high]: readonly [number, number], digits: (x: number) => string): string {
  return Number.isNaN(low) ? 'no interval of one alone' : `${digits(low)} to ${digits(high)}`;
}
