import { basename, extname } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { type Refinement, STEPS } from '../refinement/refine.js';
import type { Control } from '../rerender/controls.js';
import type { RerenderPlan } from '../rerender/plan.js';
import { defineCommand } from './command.js';
import { modelOption } from './modelOption.js';
import { panel } from './panel.js';
import { progress } from './progress.js';

const options = z.strictObject({
  model: modelOption,
  vary: z
    .array(z.string())
    .default([])
    .describe(
      'what to turn: azimuth, light, shape, shape.2 (its second direction) ...; the first of the model if not given',
    ),
  set: z
    .record(z.string(), z.number())
    .default({})
    .describe('fix something at a value in its own unit (degrees, standard deviations)'),
  towards: z
    .string()
    .min(1)
    .optional()
    .describe('morph what varies (shape, texture, intrinsic) into that of another image')
    .meta({ placeholder: 'image' }),
  frames: z
    .int()
    .min(2)
    .max(1000)
    .optional()
    .describe('steps from end to end (default: 25; 9 on a contact sheet)'),
  refine: z
    .int()
    .min(0)
    .max(1000)
    .default(STEPS)
    .describe(
      'steps from what the encoder reads to the code that explains the image best; 0 takes what it reads',
    ),
  out: z
    .string()
    .min(1)
    .default('rerender.gif')
    .describe('.gif or .webp: moving picture; .png: contact sheet; no ending: folder of frames')
    .meta({ placeholder: 'file' }),
  force: z.boolean().default(false).describe('overwrite what is there'),
});

export function rerenderCommand(): Command {
  return defineCommand({
    name: 'rerender',
    description: 'Show a photograph under another pose, light, shape or texture.',
    arguments: [
      {
        name: '[image...]',
        description:
          'PNG, JPEG, WebP, TIFF or PGM; cropped to its middle, made grey; without one, a face is drawn that the ' +
          'model has never seen',
      },
    ],
    options,
    examples: [
      'dcign rerender',
      'dcign rerender face.jpg --vary azimuth --out turn.gif',
      'dcign rerender face.jpg --vary light --vary shape --set azimuth=-30 --out sheet.png',
      'dcign rerender a.png --model quickstart/run --vary texture --towards b.png --out morph.webp',
    ],
    async run({ model: given, vary, set, towards, frames, refine, out, force, quiet }, images) {
      const { refuseToOverwrite } = await import('../files/outputForm.js');
      const { openEngine } = await import('../engine/openEngine.js');
      const { prepareModel } = await import('../model/model.js');
      const { readModel } = await import('../model/modelFile.js');
      const { modelOrShipped } = await import('../model/shipped.js');
      const { prepareRefiner } = await import('../refinement/refiner.js');
      const { controlsOf, formatValue } = await import('../rerender/controls.js');
      const { planRerender } = await import('../rerender/plan.js');
      const { readImage } = await import('../rerender/readImage.js');
      const { rerender } = await import('../rerender/rerender.js');
      const { sampleFaces } = await import('../rerender/sampleFaces.js');
      const { formOf, writeRerenderings } = await import('../rerender/write.js');
      const form = formOf(out);
      if (!force) refuseToOverwrite(out);
      const path = modelOrShipped(given);
      const file = await readModel(path);
      // One picture at a time gives oneDNN nothing to gain, and bf16 would cost what refining gains.
      const { engine } = await openEngine(refine === 0 ? 'auto' : 'onnx');
      const model = await prepareModel(file, engine);
      const refiner = refine === 0 ? undefined : await prepareRefiner(file, engine);
      try {
        const { size } = model.description.architecture;
        const { plan, notices } = planRerender(model.description, {
          vary,
          set,
          towards: towards === undefined ? undefined : await readImage(towards, size),
          frames: frames ?? (form === 'png' ? 9 : 25),
        });
        if (!quiet) for (const notice of notices) console.error(notice);
        const names = images.length === 0 ? ['sample'] : distinctNames(images);
        const pictures =
          images.length === 0
            ? await sampleFaces(model.description, 1)
            : await Promise.all(images.map((image) => readImage(image, size)));
        const bar = progress('re-render', pictures.length, { quiet });
        const results = [];
        for (const [i, image] of pictures.entries()) {
          results.push(
            await rerender(
              model,
              { name: names[i]!, image },
              plan,
              refiner && ((guess, picture) => refiner.refine(guess, picture, refine)),
            ),
          );
          bar.update(i + 1, names[i]!);
        }
        bar.stop();
        await writeRerenderings(out, results);
        const read = controlsOf(model.description).filter(({ name, group }) => name === group);
        const readings = results.map(({ name, code, refinement }) => ({
          name,
          ...(refinement && { refinement }),
          code: Object.fromEntries(read.map((control) => [control.name, control.read(code)])),
        }));
        return {
          json: { out, notices, images: readings },
          text: panel({
            title: `Re-rendered ${names.join(', ')}.`,
            written: [{ path: out, what: WHAT[form] }],
            notes: results.map(({ name, code, refinement }) => {
              const seen = read.map(
                (control) => `${control.name} ${formatValue(control.unit, control.read(code))}`,
              );
              return `${name} is seen at ${seen.join(', ')}${refinement ? `; ${gainOf(refinement)}` : ''}`;
            }),
            next: [
              `dcign rerender ${[images[0] ?? 'YOUR_PHOTO.jpg', ...modelWords(given)].join(' ')} --vary ${other(plan, read)} --out ${other(plan, read)}.gif`,
            ],
          }),
        };
      } finally {
        await refiner?.dispose();
        await model.dispose();
      }
    },
  });
}

/** What refining has brought, in words. */
function gainOf({ error: { before, after } }: Pick<Refinement, 'error'>): string {
  if (after === before) return 'no code shows it better than the first guess';
  return `refined, ${Math.round(100 * (1 - after / before))} % less error than the first guess`;
}

/** For a command line to try next. */
function modelWords(given: string | undefined): readonly string[] {
  return given === undefined ? [] : ['--model', given];
}

const WHAT = {
  gif: 'moving picture: input, reconstruction, and what is turned',
  webp: 'moving picture: input, reconstruction, and what is turned',
  png: 'contact sheet: input, reconstruction, and what is turned',
  folder: 'frames at the size of the model',
} as const;

/** Something to turn that has not been turned yet. */
function other(plan: RerenderPlan, controls: readonly Control[]): string {
  const done = plan.sweeps.map((one) => one.name);
  return (controls.find(({ name }) => !done.includes(name)) ?? controls[0]!).name;
}

/** `s01/01.png` and `s02/01.png` become `01` and `01-2`. */
function distinctNames(paths: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  for (const path of paths) {
    const name = basename(path, extname(path));
    let distinct = name;
    for (let k = 2; taken.has(distinct); k++) distinct = `${name}-${k}`;
    taken.add(distinct);
  }
  return [...taken];
}
