import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readGallery } from './galleryFile.js';
import type { ProjectionKind } from './projection.js';
import type { Recogniser } from './recogniser.js';

/**
 * Where a model's recogniser is kept: beside it, as a gallery without people.
 *
 * @param path a run folder or a model file
 */
export async function recogniserPath(path: string, kind: ProjectionKind): Promise<string> {
  const folder = (await stat(path)).isDirectory() ? path : dirname(path);
  return join(folder, `recogniser-${kind}.safetensors`);
}

/**
 * The recogniser that was fitted to a model before, or undefined where there is none, or one of other weights.
 *
 * @param checksum of the model's weights
 */
export async function keptRecogniser(
  path: string,
  checksum: string,
  kind: ProjectionKind,
): Promise<Recogniser | undefined> {
  const kept = await readGallery(await recogniserPath(path, kind)).catch(() => undefined);
  return kept?.recogniser.model === checksum ? kept.recogniser : undefined;
}
