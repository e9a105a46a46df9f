import { dirname, join } from 'node:path';
import { makeFolder } from '../files/makeFolder.js';
import { outputForm } from '../files/outputForm.js';
import { writeAtomically } from '../files/writeAtomically.js';
import { inSquare, layOut } from '../picture/layout.js';
import { square, toSharp, view } from '../picture/picture.js';
import type { Sample } from './samplePrior.js';

export type SampleForm = 'png' | 'webp' | 'folder';

/**
 * What the name of the output asks for: a contact sheet `.png` or `.webp`, or, without an ending, a folder.
 *
 * @throws UserError for any other ending
 */
export function sampleForm(path: string): SampleForm {
  return outputForm(
    path,
    ['png', 'webp'],
    'End it in .png or .webp for a contact sheet, or give a name without ending for a folder of pictures.',
  );
}

/**
 * Writes samples in the form that the path asks for, replacing what is there: a contact sheet as near a square as
 * can be, each sample below its number, or a folder with `0001.png` and so on at the model's own size.
 */
export async function writeSamples(path: string, samples: readonly Pick<Sample, 'image'>[]): Promise<void> {
  const form = sampleForm(path);
  if (form === 'folder') return writePictures(path, samples);
  const cells = await Promise.all(
    samples.map(async ({ image }, i) => ({ label: String(i + 1), picture: await view(image) })),
  );
  const page = toSharp(await layOut(inSquare(cells)));
  await makeFolder(dirname(path));
  await writeAtomically(path, await (form === 'png' ? page.png() : page.webp({ quality: 90 })).toBuffer());
}

async function writePictures(folder: string, samples: readonly Pick<Sample, 'image'>[]): Promise<void> {
  await makeFolder(folder);
  for (const [i, { image }] of samples.entries()) {
    const file = join(folder, `${String(i + 1).padStart(4, '0')}.png`);
    await writeAtomically(file, await toSharp(square(image)).png().toBuffer());
  }
}
