import { type Glancing, glancing } from '../../../model/glances.js';
import type { Verdict } from '../../../verdict/verdict.js';
import { verdictOn } from '../../../verdict/verdictOn.js';
import type { Posterior } from '../model/client.js';
import { studio } from './studio.js';

/**
 * What the model draws of a picture as it is, and whether it could read it.
 *
 * @param pixels [size, size], 0 to 1
 * @param glance what one glance at it says
 * @param found whether a face was found where it was cut out
 */
export async function lookAt(
  pixels: Float32Array,
  glance: Posterior,
  found: boolean | undefined,
): Promise<{ readonly drawn: Float32Array; readonly verdict: Verdict | undefined }> {
  const { client, description } = studio();
  const drawn = (await client.decode(glance.mu)).images;
  return { drawn, verdict: verdictOn(description, pixels, glance, drawn, found) };
}

/**
 * What the model reads of a picture, by all its glances, as `dcign rerender` reads it.
 *
 * @param pixels [size, size], 0 to 1
 */
export function readPicture(pixels: Float32Array): ReturnType<Glancing['encode']> {
  const { client, description } = studio();
  const encode = (images: Float32Array): Promise<Posterior> =>
    client.encode(images, images.length / description.architecture.size ** 2);
  return glancing({ description, encode }).encode(pixels);
}
