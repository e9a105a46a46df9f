import type { Command } from 'commander';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { seenIn } from '../fitting/doubts.js';
import { frameOptions } from '../framing/frameOptions.js';
import { defineCommand } from './command.js';
import { engineOptions } from './engineOption.js';
import { fitHead, reportOf } from './headOnPhotograph.js';
import { modelOption } from './modelOption.js';
import { panel } from './panel.js';
import { quoted } from './quoted.js';

const options = z.strictObject({
  seed: z.int().nonnegative().optional().describe('another seed gives another person, 1 if not given'),
  mean: z.boolean().default(false).describe('the mean head instead of a person'),
  set: z
    .record(z.string(), z.number())
    .default({})
    .describe('set coefficients of shape or texture, in standard deviations: shape.1=2'),
  morphs: z
    .int()
    .nonnegative()
    .default(10)
    .describe('of so many coefficients of shape the .glb gets morph targets, sliders in a viewer'),
  out: z
    .string()
    .min(1)
    .default('head.glb')
    .describe('.glb: all in one file; .obj: a mesh, with .mtl and .png beside it')
    .meta({ placeholder: 'file' }),
  sheet: z
    .string()
    .min(1)
    .optional()
    .describe('a picture too: the photograph, the head fitted to it, turned and lit anew')
    .meta({ placeholder: 'file.png' }),
  model: modelOption,
  ...frameOptions,
  force: z.boolean().default(false).describe('overwrite what is there'),
  ...engineOptions,
});

export function headCommand(): Command {
  return defineCommand({
    name: 'head',
    description:
      "Write a person's head, with its skin, as a file for Blender, three.js and other 3D programs: of the one on a " +
      'photograph, or of one who is drawn.',
    arguments: [
      {
        name: '[photograph]',
        description: 'PNG, JPEG, WebP, TIFF, GIF, AVIF or PGM with a face; without one, a person is drawn',
      },
    ],
    options,
    examples: [
      'dcign head',
      'dcign head face.jpg --out face.glb --sheet face-head.png',
      'dcign head --seed 3 --out person.glb',
      'dcign head --seed 3 --set shape.1=2,texture.1=-1 --out changed.glb',
      'dcign head --mean --out mean.obj',
    ],
    async run({ seed, mean, set, morphs, out, sheet, force, quiet, ...chosen }, [photograph]) {
      const { checkOutputs } = await import('../files/outputs.js');
      const { sheetForm } = await import('../fitting/headSheet.js');
      const { headFiles, writeHead } = await import('../head/write.js');
      checkChoice(photograph, { seed, mean, sheet });
      if (sheet !== undefined) sheetForm(sheet);
      checkOutputs(
        [
          ...headFiles(out).map((path) => ({ path, option: '--out' })),
          ...(sheet === undefined ? [] : [{ path: sheet, option: '--sheet' }]),
        ],
        { reads: photograph === undefined ? [] : [photograph], force },
      );
      const { loadFaces } = await import('../scene/loadFaces.js');
      const { changePerson, drawPerson, meanPerson } = await import('../head/person.js');
      const { changedSkin } = await import('../fitting/changedSkin.js');
      const { texturedHead } = await import('../head/texturedHead.js');
      const model = await loadFaces();
      const found =
        photograph === undefined ? undefined : await fitHead(model, photograph, { ...chosen, quiet });
      const start = found?.person ?? (mean ? meanPerson(model) : drawPerson(model, seed ?? 1));
      const person = changePerson(start, set);
      const skin = found && changedSkin(model, found.skin, start.texture, person.texture);
      const head = texturedHead(model, person, { morphs, ...(skin && { skin }) });
      const files = [...(await writeHead(out, head))];
      if (found !== undefined && sheet !== undefined) {
        const { writeHeadSheet } = await import('../fitting/headSheet.js');
        await writeHeadSheet(sheet, model, found);
      }
      const { width, height } = head.texture;
      const names = head.morphs.map(({ name }) => name);
      const vertices = head.positions.length / 3;
      const triangles = head.triangles.length / 3;
      return {
        json: {
          ...{ out, files, vertices, triangles, texture: { width, height }, morphs: names },
          person: { shape: [...person.shape], texture: [...person.texture] },
          ...(found && { fit: reportOf(found.head) }),
        },
        text: panel({
          title:
            photograph !== undefined
              ? `Wrote the head on ${photograph}.`
              : mean
                ? 'Wrote the mean head.'
                : `Wrote the head of person ${seed ?? 1}.`,
          written: [
            ...files.map((path) => ({
              path,
              what: describe(path, { vertices, triangles, width, height, names }),
            })),
            ...(sheet === undefined
              ? []
              : [{ path: sheet, what: 'the photograph, the head, turned and lit anew' }]),
          ],
          notes: found === undefined ? [FREE] : [seenIn(found.head), RIGHTS],
          next:
            photograph === undefined
              ? [`dcign head --seed ${(seed ?? 1) + 1} --out another.glb`]
              : [`dcign rerender ${quoted(photograph)} --vary azimuth --out turn.gif`],
        }),
      };
    },
  });
}

const FREE = 'In metres, +y up, facing +z. The face model is CC0: the head is yours to use.';
const RIGHTS =
  'In metres, +y up, facing +z. The skin is that of the photograph, whose rights remain; what it does not show is guessed.';

/** @throws UserError for options that do not go together */
function checkChoice(
  photograph: string | undefined,
  { seed, mean, sheet }: { seed: number | undefined; mean: boolean; sheet: string | undefined },
): void {
  if (mean && seed !== undefined)
    throw new UserError('--mean is nobody that --seed could draw. Leave out one of them.');
  if (photograph !== undefined && (mean || seed !== undefined))
    throw new UserError(
      `A head is to be fitted to ${photograph}, and ${mean ? '--mean' : '--seed'} asks for another one. Leave out one of them.`,
    );
  if (photograph === undefined && sheet !== undefined)
    throw new UserError('--sheet shows a head beside its photograph, but no photograph is given. Give one.');
}

interface Size {
  readonly vertices: number;
  readonly triangles: number;
  readonly width: number;
  readonly height: number;
  readonly names: readonly string[];
}

function describe(path: string, { vertices, triangles, width, height, names }: Size): string {
  const mesh = `${vertices} vertices, ${triangles} triangles`;
  if (/\.mtl$/i.test(path)) return 'material';
  if (/\.png$/i.test(path)) return `skin, ${width} x ${height}`;
  if (/\.obj$/i.test(path)) return mesh;
  const sliders = names.length === 0 ? '' : `, morph targets ${names[0]} to ${names.at(-1)}`;
  return `${mesh}, skin ${width} x ${height}${sliders}`;
}
