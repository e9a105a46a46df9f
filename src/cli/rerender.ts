import { basename, extname } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import type { Engine } from '../engine/engine.js';
import { frameOptions, framingFor } from '../framing/frameOptions.js';
import type { Framing } from '../framing/framing.js';
import { STEPS } from '../refinement/refine.js';
import type { Control } from '../rerender/controls.js';
import type { Look } from '../rerender/look.js';
import type { RerenderPlan } from '../rerender/plan.js';
import type { Photograph } from '../rerender/readPhotograph.js';
import { again } from './again.js';
import { defineCommand } from './command.js';
import { engineOptions, openChosen } from './engineOption.js';
import { FrameNotices, frameReport, withoutChoice } from './frameOption.js';
import { modelOption } from './modelOption.js';
import { panel } from './panel.js';
import { progress } from './progress.js';
import { doubtIn } from './verdicts.js';

const options = z.strictObject({
  model: modelOption,
  ...frameOptions,
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
    .describe('morph what varies (shape, texture, intrinsic, azimuth+light) into that of another image')
    .meta({ placeholder: 'image' }),
  frames: z
    .int()
    .min(2)
    .max(1000)
    .optional()
    .describe('steps from end to end (default: 25; 9 on a contact sheet)'),
  out: z
    .string()
    .min(1)
    .default('rerender.gif')
    .describe('.gif or .webp: moving picture; .png: contact sheet; no ending: folder of frames')
    .meta({ placeholder: 'file' }),
  refine: z
    .int()
    .nonnegative()
    .max(1000)
    .optional()
    .describe(
      'steps from what the encoder reads of a photograph to the code that explains it best; 0 takes what it reads [40]',
    ),
  force: z.boolean().default(false).describe('overwrite what is there'),
  ...engineOptions,
});

export function rerenderCommand(): Command {
  return defineCommand({
    name: 'rerender',
    description: 'Show a photograph of a face or an object under another pose, light, shape or texture.',
    arguments: [
      {
        name: '[image...]',
        description:
          'PNG, JPEG, WebP, TIFF or PGM; cropped to the face in it, made grey; without one, a face or ' +
          'an object is drawn that the model has never seen',
      },
    ],
    options,
    examples: [
      'dcign rerender',
      'dcign rerender face.jpg --vary azimuth --out turn.gif',
      'dcign rerender face.jpg --refine 40 --vary light --out light.webp',
      'dcign rerender face.jpg --vary light --vary shape --set azimuth=-30 --out sheet.png',
      'dcign rerender a.png --model quickstart/run --vary texture --towards b.png --out morph.webp',
    ],
    async run(
      { model: given, vary, set, towards, frames, refine: asked, out, force, quiet, ...chosen },
      images,
    ) {
      const { checkOutputs } = await import('../files/outputs.js');
      const { prepareModel } = await import('../model/model.js');
      const { readModel } = await import('../model/modelFile.js');
      const { prepareRefiner } = await import('../refinement/refiner.js');
      const { look } = await import('../rerender/look.js');
      const { modelOrShipped, PHOTOGRAPH_MODEL, SHIPPED_MODEL } = await import('../model/shipped.js');
      const { controlsOf, formatValue } = await import('../rerender/controls.js');
      const { planRerender } = await import('../rerender/plan.js');
      const { readPhotograph } = await import('../rerender/readPhotograph.js');
      const { rerender } = await import('../rerender/rerender.js');
      const { sampleFaces } = await import('../rerender/sampleFaces.js');
      const { formOf, writeRerenderings } = await import('../rerender/write.js');
      const form = formOf(out);
      checkOutputs([{ path: out, option: '--out', isFile: form !== 'folder' }], {
        reads: towards === undefined ? images : [...images, towards],
        force,
      });
      const path = modelOrShipped(given, images.length > 0 ? PHOTOGRAPH_MODEL : SHIPPED_MODEL);
      const { engine } = await openChosen(chosen);
      const file = await readModel(path);
      const model = await prepareModel(file, engine);
      const refine = asked ?? (images.length > 0 ? STEPS : 0);
      // The climb is a long sum of small steps: in bf16 the two engines would end in different places.
      const refiner = refine > 0 ? await prepareRefiner(file, await exact(chosen)) : undefined;
      try {
        const { size } = model.description.architecture;
        const framing = framingFor(chosen, model.description);
        const framed = new FrameNotices();
        const read = async (path: string, by: Framing): Promise<Photograph> => {
          const photograph = await readPhotograph(path, size, by);
          framed.add(photograph);
          return photograph;
        };
        const { plan, notices } = planRerender(model.description, {
          vary,
          set,
          towards: towards === undefined ? undefined : (await read(towards, withoutChoice(framing))).pixels,
          frames: frames ?? (form === 'png' ? 9 : 25),
        });
        if (!quiet) for (const notice of notices) console.error(notice);
        const names = images.length === 0 ? ['sample'] : distinctNames(images);
        const photographs: Photograph[] = [];
        for (const image of images) photographs.push(await read(image, framing));
        const pictures =
          images.length === 0
            ? await sampleFaces(model.description, 1)
            : photographs.map(({ pixels }) => pixels);
        framed.say(quiet);
        const bar = progress('re-render', pictures.length, { quiet });
        const results = [];
        const looks: Look[] = [];
        try {
          for (const [i, image] of pictures.entries()) {
            const found = photographs[i]?.found;
            const looked = await look(model, image, { found, refine: refiner && { refiner, steps: refine } });
            looks.push(looked);
            results.push(await rerender(model, { name: names[i]!, image, code: looked.code }, plan));
            bar.update(i + 1, names[i]!);
          }
        } finally {
          bar.stop();
        }
        if (!quiet)
          for (const [i, { verdict }] of looks.entries()) {
            const doubt = doubtIn(verdict);
            if (doubt !== undefined) console.error(`${names[i]}: ${doubt}.`);
          }
        await writeRerenderings(out, results);
        const shown = controlsOf(model.description).filter(({ name, group }) => name === group);
        const readings = results.map(({ name, code }, i) => ({
          name,
          ...(photographs[i] && frameReport(photographs[i])),
          verdict: looks[i]!.verdict,
          refined: looks[i]!.refined,
          code: Object.fromEntries(shown.map((control) => [control.name, control.read(code)])),
        }));
        return {
          json: { out, notices, images: readings },
          text: panel({
            title: `Re-rendered ${names.join(', ')}.`,
            written: [{ path: out, what: WHAT[form] }],
            notes: results.map(
              ({ name, code }, i) =>
                `${name} is seen at ${shown.map((control) => `${control.name} ${formatValue(control.unit, control.read(code))}`).join(', ')}` +
                gain(looks[i]!),
            ),
            next: [
              `dcign rerender ${again(images[0] ?? 'YOUR_PHOTO.jpg', { model: given, ...chosen })}${asked === undefined ? '' : ` --refine ${asked}`} --vary ${other(plan, shown)} --out ${other(plan, shown)}.gif`,
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

/** The engine that was chosen, in single precision unless something else was asked for. */
async function exact(chosen: Parameters<typeof openChosen>[0]): Promise<Engine> {
  const precision = chosen.precision === 'auto' ? 'fp32' : chosen.precision;
  return (await openChosen({ ...chosen, precision })).engine;
}

/** What refining has brought, where it has brought something. */
function gain({ refined }: Look): string {
  if (refined === undefined || refined.gained === 0) return '';
  const { before, after } = refined.error;
  return `; refined, its error is ${Math.round(100 * (1 - after / before))} % less`;
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
