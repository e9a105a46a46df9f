import type { Command } from 'commander';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { defineCommand } from './command.js';
import { panel } from './panel.js';

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
  force: z.boolean().default(false).describe('overwrite what is there'),
});

export function headCommand(): Command {
  return defineCommand({
    name: 'head',
    description:
      "Write a person's head, with its skin, as a file for Blender, three.js and other 3D programs.",
    options,
    examples: [
      'dcign head',
      'dcign head --seed 3 --out person.glb',
      'dcign head --seed 3 --set shape.1=2,texture.1=-1 --out changed.glb',
      'dcign head --mean --out mean.obj',
    ],
    async run({ seed, mean, set, morphs, out, force }) {
      const { refuseToOverwrite } = await import('../files/outputForm.js');
      const { headFiles, writeHead } = await import('../head/write.js');
      if (!force) for (const path of headFiles(out)) refuseToOverwrite(path);
      if (mean && seed !== undefined)
        throw new UserError('--mean is nobody that --seed could draw. Leave out one of them.');
      const { loadFaces } = await import('../scene/loadFaces.js');
      const { changePerson, drawPerson, meanPerson } = await import('../head/person.js');
      const { texturedHead } = await import('../head/texturedHead.js');
      const model = await loadFaces();
      const drawn = mean ? meanPerson(model) : drawPerson(model, seed ?? 1);
      const person = changePerson(drawn, set);
      const head = texturedHead(model, person, { morphs });
      const files = await writeHead(out, head);
      const { width, height } = head.texture;
      const names = head.morphs.map(({ name }) => name);
      const vertices = head.positions.length / 3;
      const triangles = head.triangles.length / 3;
      return {
        json: {
          ...{ out, files, vertices, triangles, texture: { width, height }, morphs: names },
          person: { shape: [...person.shape], texture: [...person.texture] },
        },
        text: panel({
          title: mean ? 'Wrote the mean head.' : `Wrote the head of person ${seed ?? 1}.`,
          written: files.map((path) => ({
            path,
            what: describe(path, { vertices, triangles, width, height, names }),
          })),
          notes: ['In metres, +y up, facing +z. The face model is CC0: the head is yours to use.'],
          next: [`dcign head --seed ${(seed ?? 1) + 1} --out another.glb`],
        }),
      };
    },
  });
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
