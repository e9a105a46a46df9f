import type { Texture } from '../../../head/texture.js';

/** A texture as browsers hold pictures: [height, width, 4], opaque. */
export function toRgba({ pixels }: Texture): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray((pixels.length / 3) * 4).fill(255);
  for (let i = 0, j = 0; i < pixels.length; i += 3, j += 4) rgba.set(pixels.subarray(i, i + 3), j);
  return rgba;
}
