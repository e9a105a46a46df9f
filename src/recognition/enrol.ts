import { stat } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { FACE, type Framing } from '../framing/framing.js';
import type { Model } from '../model/model.js';
import type { Photograph } from '../rerender/readPhotograph.js';
import { IMAGE, listPeople, readFaces } from './faceFiles.js';
import { codeFeatures } from './features.js';
import { type Gallery, mergeGalleries } from './gallery.js';
import { readGallery } from './galleryFile.js';
import { embed } from './projection.js';
import type { Recogniser } from './recogniser.js';

/**
 * The embedding of each photograph, read as the model sees it.
 *
 * @param onRead is told of each photograph how it was framed
 * @returns [paths, width]
 * @throws UserError where a file is no image, or shows nothing at all
 */
export async function embedPhotographs(
  model: Model,
  recogniser: Recogniser,
  paths: readonly string[],
  framing: Framing = FACE,
  onRead?: (photograph: Photograph) => void,
): Promise<Float32Array> {
  const images = await readFaces(paths, model.description.architecture.size, framing, onRead);
  return embed(recogniser.projection, await codeFeatures(model, 'identity')(images));
}

/**
 * Opens galleries, saved ones and folders of people, as one.
 *
 * @param paths files that `writeGallery` wrote, or folders with a folder of images for each person
 * @param onRead is told of each photograph how it was framed
 * @throws UserError where nobody is enrolled, or a saved gallery belongs to another model or projection
 */
export async function openGalleries(
  model: Model,
  recogniser: Recogniser,
  paths: readonly string[],
  framing: Framing = FACE,
  onRead?: (photograph: Photograph) => void,
): Promise<Gallery> {
  const galleries = [];
  for (const path of paths)
    galleries.push({ path, gallery: await openGallery(model, recogniser, path, framing, onRead) });
  return mergeGalleries(recogniser, galleries);
}

/**
 * The photographs of a gallery that is a folder, with the people on them.
 *
 * @returns undefined for a saved gallery, which has none
 * @throws UserError where there is no such gallery, or nobody in it
 */
export async function peopleOf(
  path: string,
): Promise<readonly { readonly name: string; readonly path: string }[] | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    throw new UserError(
      `There is no gallery ${path}. Give a folder with a folder of images for each person, or a saved gallery.`,
    );
  if (found.isDirectory()) return listPeople(path);
  if (IMAGE.test(path))
    throw new UserError(
      `${path} is named as an image, and an image is no gallery. Give it with --probe to know who is on it, or put it ` +
        "into a person's folder and give the folder that holds that.",
    );
  return undefined;
}

async function openGallery(
  model: Model,
  recogniser: Recogniser,
  path: string,
  framing: Framing,
  onRead: ((photograph: Photograph) => void) | undefined,
): Promise<Gallery> {
  const images = await peopleOf(path);
  if (images === undefined) return readGallery(path);
  return {
    recogniser,
    names: images.map(({ name }) => name),
    vectors: await embedPhotographs(
      model,
      recogniser,
      images.map((image) => image.path),
      framing,
      onRead,
    ),
  };
}
