import type { Command } from 'commander';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { outputForm } from '../files/outputForm.js';
import type { TurnForm } from '../fitting/writeTurns.js';
import { frameOptions, type GivenFrame } from '../framing/frameOptions.js';
import { defineCommand } from './command.js';
import { engineOptions } from './engineOption.js';
import { fitHead, reportOf } from './headOnPhotograph.js';
import { headPanel } from './headPanel.js';
import { modelOption } from './modelOption.js';

const options = z.strictObject({
  seed: z.int().nonnegative().optional().describe('another seed gives another person, 1 if not given'),
  mean: z.boolean().default(false).describe('the mean head instead of a person'),
  set: z
    .record(z.string(), z.number())
    .default({})
    .describe(
      'set coefficients of shape or texture, in standard deviations: shape.1=2; for a picture pose and light too, in degrees: azimuth=-40',
    ),
  vary: z
    .array(z.string())
    .default([])
    .describe(
      'for a picture, what to turn: azimuth, elevation, light, shape.1, texture.2 ...; azimuth if not given',
    ),
  morphs: z
    .int()
    .nonnegative()
    .default(10)
    .describe('of so many coefficients of shape the .glb gets morph targets, sliders in a viewer'),
  out: z
    .string()
    .min(1)
    .default('head.glb')
    .describe(
      '.glb: all in one file; .obj: a mesh, with .mtl and .png beside it; .gif or .webp: a moving picture of it; .png: a sheet',
    )
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
      'dcign head face.jpg --vary azimuth --set light=-50 --out turn.gif',
      'dcign head --seed 3 --out person.glb',
      'dcign head --seed 3 --set shape.1=2,texture.1=-1 --out changed.glb',
      'dcign head --mean --out mean.obj',
    ],
    async run({ seed, mean, set, vary, morphs, out, sheet, force, quiet, ...chosen }, [photograph]) {
      const { checkOutputs } = await import('../files/outputs.js');
      const { checkTurn, drawTurns, partSettings } = await import('../fitting/headTurns.js');
      const { sheetForm } = await import('../fitting/headSheet.js');
      const { headFiles, writeHead } = await import('../head/write.js');
      checkChoice(photograph, { seed, mean, sheet, ...chosen });
      const form = formOf(out);
      if (sheet !== undefined) sheetForm(sheet);
      const turns = form === 'glb' || form === 'obj' ? undefined : form;
      if (turns === undefined && vary.length > 0)
        throw new UserError(`--vary makes pictures, and ${out} is none. End it in .gif, .webp or .png.`);
      const files = turns === undefined ? headFiles(out) : [out];
      const check = (): void =>
        checkOutputs(
          [
            ...files.map((path) => ({ path, option: '--out' })),
            ...(sheet === undefined ? [] : [{ path: sheet, option: '--sheet' }]),
          ].map((output) => ({ ...output, isFile: true })),
          { reads: photograph === undefined ? [] : [photograph], force },
        );
      check();
      const { loadFaces } = await import('../scene/loadFaces.js');
      const { changePerson, drawPerson, meanPerson } = await import('../head/person.js');
      const { createSkinChange } = await import('../fitting/skinChange.js');
      const { checkMorphs, texturedHead } = await import('../head/texturedHead.js');
      const model = await loadFaces();
      const asked = turns === undefined ? { pose: {}, person: set } : partSettings(set);
      const varied = vary.length === 0 ? ['azimuth'] : vary;
      // Before there is any work.
      changePerson(meanPerson(model), asked.person);
      checkMorphs(model, morphs);
      for (const name of varied) checkTurn(meanPerson(model), name);
      const found =
        photograph === undefined ? undefined : await fitHead(model, photograph, { ...chosen, quiet });
      const start = found?.person ?? (mean ? meanPerson(model) : drawPerson(model, seed ?? 1));
      const person = changePerson(start, asked.person);
      const skin = found && createSkinChange(model, found.skin, start.texture)(person.texture);
      const head = texturedHead(model, person, {
        morphs: turns === undefined ? morphs : 0,
        ...(skin && { skin }),
      });
      // Somebody else may have written there meanwhile.
      check();
      if (turns !== undefined) {
        const { writeTurns } = await import('../fitting/writeTurns.js');
        const pose = { ...(found?.head.circumstances ?? FRONT), ...asked.pose };
        const [frames, size] = turns === 'png' ? [9, SHEET_SIZE] : [25, FILM_SIZE];
        const seen = { person, skin: head.texture, pose };
        await writeTurns(out, turns, drawTurns(model, seen, varied, frames, size));
      } else await writeHead(out, head);
      if (found !== undefined && sheet !== undefined) {
        const { writeHeadSheet } = await import('../fitting/headSheet.js');
        await writeHeadSheet(sheet, model, found);
      }
      const { width, height } = head.texture;
      const names = head.morphs.map(({ name }) => name);
      const size = { vertices: head.positions.length / 3, triangles: head.triangles.length / 3 };
      return {
        json: {
          ...{ out, files, ...size, texture: { width, height }, morphs: names },
          ...(turns && { varied }),
          person: { shape: [...person.shape], texture: [...person.texture] },
          ...(found && { fit: reportOf(found.head) }),
        },
        text: headPanel({
          ...{ photograph, chosen, seed: mean ? undefined : (seed ?? 1), found: found?.head, files, sheet },
          ...(turns ? { varied } : { mesh: { ...size, width, height, morphs: names } }),
        }),
      };
    },
  });
}

/** How a drawn head is seen if nothing else is said. */
const FRONT = { azimuth: 0, elevation: 0, light: 0 };
/** Pixels a side of a picture on a sheet, and of a moving one. */
const SHEET_SIZE = 192;
const FILM_SIZE = 300;

function formOf(out: string): 'glb' | 'obj' | TurnForm {
  const advice =
    'End it in .glb for one file with all in it, in .obj for a mesh with its material and picture, in .gif or .webp ' +
    'for a moving picture, or in .png for a sheet.';
  const form = outputForm(out, ['glb', 'obj', 'gif', 'webp', 'png'], advice);
  if (form === 'folder') throw new UserError(`The output ${out} has no ending. ${advice}`);
  return form;
}

interface Choice extends Pick<GivenFrame, 'crop' | 'face'> {
  readonly seed: number | undefined;
  readonly mean: boolean;
  readonly sheet: string | undefined;
}

/** @throws UserError for options that do not go together */
function checkChoice(photograph: string | undefined, { seed, mean, sheet, crop, face }: Choice): void {
  if (mean && seed !== undefined)
    throw new UserError('--mean is nobody that --seed could draw. Leave out one of them.');
  if (photograph !== undefined && (mean || seed !== undefined))
    throw new UserError(
      `A head is to be fitted to ${photograph}, and ${mean ? '--mean' : '--seed'} asks for another one. Leave out one of them.`,
    );
  if (photograph === undefined && sheet !== undefined)
    throw new UserError('--sheet shows a head beside its photograph, but no photograph is given. Give one.');
  if (photograph === undefined && (crop !== undefined || face !== 1))
    throw new UserError(
      `${crop === undefined ? '--face' : '--crop'} says where the head on a photograph is, but no photograph is given. Give one.`,
    );
}
