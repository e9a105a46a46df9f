import type { Model } from './model.js';

/**
 * The picture of each code, as a file holds it.
 *
 * @param codes [units] each, at least one
 * @returns [size, size] each, 0 black to 255 white
 */
export async function decodeImages(
  model: Model,
  codes: readonly Float32Array[],
): Promise<readonly Uint8Array[]> {
  const units = codes[0]!.length;
  const flat = new Float32Array(codes.length * units);
  codes.forEach((code, i) => {
    flat.set(code, i * units);
  });
  const pixels = Uint8Array.from(await model.decode(flat), (white) => Math.round(255 * white));
  const size = pixels.length / codes.length;
  return codes.map((_, i) => pixels.subarray(i * size, (i + 1) * size));
}
