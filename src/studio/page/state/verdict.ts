import { glancing } from '../../../model/glances.js';
import type { Verdict } from '../../../verdict/verdict.js';
import { verdictOn } from '../../../verdict/verdictOn.js';
import type { Posterior } from '../model/client.js';
import { studio } from './studio.js';

/**
 * What the model draws of a picture as it is, by one glance, and whether it could read it.
 *
 * @param pixels [size, size], 0 to 1
 * @param found whether a face was found where it was cut out
 */
export async function lookAt(
  pixels: Float32Array,
  found: boolean | undefined,
): Promise<{ readonly drawn: Float32Array; readonly verdict: Verdict | undefined }> {
  const { client, description } = studio();
  const posterior = await client.encode(pixels);
  const drawn = (await client.decode(posterior.mu)).images;
  return { drawn, verdict: verdictOn(description, pixels, posterior, drawn, found) };
}

/**
 * What the model reads of a picture, by all its glances, as `dcign rerender` reads it.
 *
 * @param pixels [size, size], 0 to 1
 */
export function readPicture(pixels: Float32Array): Promise<Posterior> {
  const { client, description } = studio();
  const encode = (images: Float32Array): Promise<Posterior> =>
    client.encode(images, images.length / description.architecture.size ** 2);
  return glancing({ description, encode }).encode(pixels);
}
