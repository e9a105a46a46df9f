import { dirname, join } from 'node:path';
import { makeFolder } from '../files/makeFolder.js';
import { outputForm } from '../files/outputForm.js';
import { writeAtomically } from '../files/writeAtomically.js';
import { square, toSharp } from '../picture/picture.js';
import { animate } from './animation.js';
import type { Rerendering } from './rerender.js';
import { contactSheet } from './sheet.js';

export type Form = 'gif' | 'webp' | 'png' | 'folder';

/**
 * What the name of the output asks for: a moving `.gif` or `.webp`, a contact sheet `.png`, or, without an
 * ending, a folder of frames.
 *
 * @throws UserError for any other ending
 */
export function formOf(path: string): Form {
  return outputForm(
    path,
    ['gif', 'webp', 'png'],
    'End it in .gif or .webp for a moving picture, in .png for a contact sheet, or give a name without ending for a folder of frames.',
  );
}

/**
 * Writes re-renderings in the form that the path asks for, replacing what is there.
 *
 * A folder gets the frames at the model's own size: `NAME/input.png`, `NAME/reconstruction.png`,
 * `NAME/SWEEP/00.png` and so on.
 */
export async function writeRerenderings(path: string, rerenderings: readonly Rerendering[]): Promise<void> {
  const form = formOf(path);
  if (form === 'folder') return writeFrames(path, rerenderings);
  await makeFolder(dirname(path));
  await writeAtomically(
    path,
    form === 'png' ? await contactSheet(rerenderings) : await animate(rerenderings, form),
  );
}

async function writeFrames(folder: string, rerenderings: readonly Rerendering[]): Promise<void> {
  for (const { name, input, reconstruction, sweeps } of rerenderings) {
    const files = [
      { path: 'input.png', image: input },
      { path: 'reconstruction.png', image: reconstruction },
      ...sweeps.flatMap((sweep) =>
        sweep.frames.map(({ image }, i) => ({
          path: join(sweep.name, `${String(i).padStart(2, '0')}.png`),
          image,
        })),
      ),
    ];
    for (const { path, image } of files) {
      const file = join(folder, name, path);
      await makeFolder(dirname(file));
      await writeAtomically(file, await toSharp(square(image)).png().toBuffer());
    }
  }
}
