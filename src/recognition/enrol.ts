import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import type { Model } from '../model/model.js';
import { readImage } from '../rerender/readImage.js';
import { codeFeatures } from './features.js';
import { type Gallery, mergeGalleries } from './gallery.js';
import { readGallery } from './galleryFile.js';
import { embed } from './projection.js';
import type { Recogniser } from './recogniser.js';

const IMAGE = /\.(png|jpe?g|webp|tiff?|gif|pgm)$/i;

/**
 * The embedding of each photograph, read as the model sees it.
 *
 * @returns [paths, width]
 * @throws UserError where a file is no image, or shows nothing at all
 */
export async function embedPhotographs(
  model: Model,
  recogniser: Recogniser,
  paths: readonly string[],
): Promise<Float32Array> {
  const { size } = model.description.architecture;
  const images = new Uint8Array(paths.length * size ** 2);
  for (const [i, path] of paths.entries()) {
    const image = await readImage(path, size);
    if (image.every((grey) => grey === image[0]))
      throw new UserError(`${path} shows no face: all its pixels are the same. Give a photograph of a face.`);
    images.set(image, i * size ** 2);
  }
  return embed(recogniser.projection, await codeFeatures(model, 'identity')(images));
}

/**
 * Opens galleries, saved ones and folders of people, as one.
 *
 * @param paths files that `writeGallery` wrote, or folders with a folder of images for each person
 * @throws UserError where nobody is enrolled, or a saved gallery belongs to another model or projection
 */
export async function openGalleries(
  model: Model,
  recogniser: Recogniser,
  paths: readonly string[],
): Promise<Gallery> {
  const galleries = [];
  for (const path of paths) galleries.push({ path, gallery: await openGallery(model, recogniser, path) });
  return mergeGalleries(recogniser, galleries);
}

async function openGallery(model: Model, recogniser: Recogniser, path: string): Promise<Gallery> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    throw new UserError(
      `There is no gallery ${path}. Give a folder with a folder of images for each person, or a saved gallery.`,
    );
  if (!found.isDirectory()) return readGallery(path);
  const images = await listPeople(path);
  return {
    recogniser,
    names: images.map(({ name }) => name),
    vectors: await embedPhotographs(
      model,
      recogniser,
      images.map((image) => image.path),
    ),
  };
}

/** Every image below the folders of a folder, with the name of the folder that it is in. */
export async function listPeople(folder: string): Promise<readonly { name: string; path: string }[]> {
  const people = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const images = [];
  for (const { name } of people.sort((a, b) => (a.name < b.name ? -1 : 1)))
    for (const file of (await readdir(join(folder, name))).sort())
      if (IMAGE.test(file)) images.push({ name, path: join(folder, name, file) });
  return images;
}
