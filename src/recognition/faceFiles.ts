import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { type Framing, MIDDLE } from '../framing/framing.js';
import { type Photograph, readPhotograph } from '../rerender/readPhotograph.js';

/** Names of image files. */
export const IMAGE: RegExp = /\.(png|jpe?g|webp|tiff?|gif|pgm)$/i;

/**
 * Photographs of faces, each as a model of that size sees it.
 *
 * Only a blank image is refused. How well the model draws an image again, or how far its code lies from those of
 * drawn faces, does not tell what is no face: real faces are drawn again with a correlation of 0.47 (median of 120
 * photographs of the AT&T database), objects of COIL-20 with 0.53.
 *
 * @param onRead is told of each photograph how it was framed
 * @returns [paths, size, size], 0 to 255
 * @throws UserError where a file is no image, or shows nothing at all
 */
export async function readFaces(
  paths: readonly string[],
  size: number,
  framing: Framing = MIDDLE,
  onRead?: (photograph: Photograph) => void,
): Promise<Uint8Array> {
  const images = new Uint8Array(paths.length * size ** 2);
  for (const [i, path] of paths.entries()) {
    const photograph = await readPhotograph(path, size, framing);
    const { pixels } = photograph;
    if (pixels.every((grey) => grey === pixels[0]))
      throw new UserError(`${path} shows no face: all its pixels are the same. Give a photograph of a face.`);
    images.set(pixels, i * size ** 2);
    onRead?.(photograph);
  }
  return images;
}

/**
 * Every image below the folders of a folder, with the name of the folder that it is in: one folder a person.
 *
 * @throws UserError where there are none
 */
export async function listPeople(folder: string): Promise<readonly { name: string; path: string }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const images = [];
  for (const { name } of entries
    .filter((entry) => entry.isDirectory())
    .sort((a, b) => (a.name < b.name ? -1 : 1)))
    for (const file of (await readdir(join(folder, name))).sort())
      if (IMAGE.test(file)) images.push({ name, path: join(folder, name, file) });
  if (images.length === 0)
    throw new UserError(
      `There are no people in ${folder}. Give a folder with a folder of images (PNG, JPEG, WebP, TIFF, GIF, PGM) ` +
        'for each person.',
    );
  return images;
}
