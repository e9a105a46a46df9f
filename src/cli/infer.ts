import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { makeFolder } from '../files/makeFolder.js';
import { frameOptions, framingFor } from '../framing/frameOptions.js';
import type { Inference } from '../inference/infer.js';
import { formatValue } from '../rerender/controls.js';
import { wrap } from '../statistics/circular.js';
import { defineCommand } from './command.js';
import { engineOptions, openChosen } from './engineOption.js';
import { FrameNotices, frameReport } from './frameOption.js';
import { modelOption } from './modelOption.js';
import { panel } from './panel.js';
import { type ProgressBar, progress } from './progress.js';
import { quoted } from './quoted.js';

/** As many as the engine encodes in one call. */
const CHAINS = 8;

const options = z.strictObject({
  model: modelOption,
  ...frameOptions,
  sampler: z
    .enum(['slice', 'metropolis', 'abc'])
    .default('slice')
    .describe('elliptical slices, random-walk Metropolis, or approximate Bayesian computation'),
  renders: z
    .int()
    .min(100 * CHAINS)
    .default(2000)
    .describe('scenes to draw and compare; the first half is warm-up'),
  tolerance: z
    .number()
    .positive()
    .default(1)
    .describe('how far codes may be apart, in deviations of the encoder'),
  seed: z.int().nonnegative().default(1).describe('another seed takes other random draws'),
  out: z
    .string()
    .min(1)
    .default('inference')
    .describe('folder for what was found')
    .meta({ placeholder: 'dir' }),
  force: z.boolean().default(false).describe('replace the inference that is there'),
  ...engineOptions,
});

export function inferCommand(): Command {
  return defineCommand({
    name: 'infer',
    description:
      'Recover the scene behind a photograph: pose, light, shape and texture, each with its uncertainty. Scenes are ' +
      'rendered and compared with the photograph by their graphics codes.',
    arguments: [
      {
        name: '[image]',
        description:
          'PNG, JPEG, WebP, TIFF or PGM; cropped to the face in it, made grey; without one, a face or ' +
          'an object is drawn that the model has never seen',
      },
    ],
    options,
    examples: [
      'dcign infer',
      'dcign infer face.jpg --model quickstart/run --sampler metropolis --renders 8000 --out slow',
      'dcign render --scene inference/scene.json --out face.png',
    ],
    async run(given, [path]) {
      const { out, force, quiet, sampler, seed, renders, tolerance } = given;
      const { checkOutputs } = await import('../files/outputs.js');
      const { infer } = await import('../inference/infer.js');
      const { SAMPLES_FILE, writeInference } = await import('../inference/write.js');
      const { openModel } = await import('../model/model.js');
      const { modelOrShipped, PHOTOGRAPH_MODEL } = await import('../model/shipped.js');
      const { readPhotograph } = await import('../rerender/readPhotograph.js');
      const { sampleFaces } = await import('../rerender/sampleFaces.js');
      const { sceneOf } = await import('../model/sceneOf.js');
      if (!force && existsSync(join(out, SAMPLES_FILE)))
        throw new UserError(
          `${out} holds an inference already. Give another folder with --out, or add --force to replace it.`,
        );
      const written = { path: join(out, SAMPLES_FILE), option: '--out', isFile: true };
      checkOutputs([written], { reads: path === undefined ? [] : [path], force: true });
      const model = await openModel(
        modelOrShipped(given.model, PHOTOGRAPH_MODEL),
        (await openChosen(given)).engine,
      );
      const bars: Partial<Record<string, ProgressBar>> = {};
      try {
        const { architecture } = model.description;
        const scene = await sceneOf(model.description);
        const photograph =
          path === undefined
            ? undefined
            : await readPhotograph(path, architecture.size, framingFor(given, model.description));
        if (photograph !== undefined) {
          const notices = new FrameNotices();
          notices.add(photograph);
          notices.say(quiet);
        }
        const image = photograph?.pixels ?? (await sampleFaces(model.description, 1))[0]!;
        const found = await infer({
          ...{ model, scene, image, sampler, seed, renders, tolerance, chains: CHAINS },
          workers: availableParallelism(),
          onPart: (part, done, total) => {
            bars[part] ??= progress(part, total, { quiet });
            bars[part].update(done);
          },
        });
        for (const bar of Object.values(bars)) bar?.stop();
        await makeFolder(out);
        await writeInference(out, scene, image, found);
        return {
          json: {
            out,
            ...(photograph && frameReport(photograph)),
            rendersPerSecond: found.rendersPerSecond,
            parameters: found.marginals,
          },
          text: panel({
            title: `Inferred the scene behind ${path ?? 'a sample'} from ${renders} renders, ${found.rendersPerSecond.toFixed(0)} a second.`,
            written: [
              { path: join(out, 'fit.png'), what: 'the photograph, and the scene at the posterior means' },
              { path: join(out, 'scene.json'), what: 'that scene' },
              { path: join(out, SAMPLES_FILE), what: 'the draws of every chain, and what they say' },
              ...(found.samples.abc === undefined
                ? [{ path: join(out, 'trace.svg'), what: 'the way of every chain' }]
                : []),
            ],
            notes: described(found, tolerance),
            next: [`dcign render --scene ${quoted(join(out, 'scene.json'))} --out scene.png`],
          }),
        };
      } finally {
        for (const bar of Object.values(bars)) bar?.stop();
        await model.dispose();
      }
    },
  });
}

/** More is in the file; these are what a person asks for. */
const SHOWN = 3;

function described({ marginals, samples }: Inference, tolerance: number): string[] {
  const shown = marginals.filter(
    ({ unit, parameter }) => unit === 'degree' || Number(parameter.split('.')[1]) <= SHOWN,
  );
  const lines = shown.map(({ parameter, unit, mean, interval: [low, high], reading, rHat }) => {
    const value = (x: number): string => formatValue(unit, unit === 'degree' ? wrap(x) : x);
    const mixed = rHat === undefined ? '' : `, R-hat ${rHat.toFixed(2)}`;
    return `${parameter}: ${value(mean)}, 90 % within ${value(low)} to ${value(high)}; the encoder reads ${value(reading)}${mixed}`;
  });
  const worst = Math.max(...marginals.map(({ rHat }) => rHat ?? 1));
  if (samples.abc !== undefined) lines.push(...describedAbc(samples.abc, tolerance));
  if (worst > 1.1)
    lines.push(
      `The chains do not agree yet (R-hat up to ${worst.toFixed(2)}): more renders give a surer answer.`,
    );
  return lines;
}

/** Fewer scenes than these say little about the ends of an interval. */
const FEW = 30;

function describedAbc(
  { tolerance: reached, effectiveSampleSize }: NonNullable<Inference['samples']['abc']>,
  tolerance: number,
): string[] {
  const scenes = Math.round(effectiveSampleSize);
  const lines = [
    `Tolerance reached: ${reached.toFixed(2)}, by scenes that are worth ${scenes} independent ones`,
  ];
  if (reached > tolerance)
    lines.push(
      `It was to fall to ${tolerance}: the renders are too few for so many parameters, and the intervals too wide. ` +
        'Give more --renders, or leave out --sampler abc.',
    );
  else if (scenes < FEW) lines.push('That is few: more renders give surer intervals.');
  return lines;
}
