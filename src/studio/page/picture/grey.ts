import { luminance } from '../../../framing/luminance.js';

/**
 * Grey from RGBA as the commands read pictures: the luminance of ITU-R BT.709 in linear light. Grey pictures
 * pass unchanged.
 *
 * @param rgba [pixels, 4]
 * @returns [pixels], 0 to 1
 */
export function toGrey(rgba: Uint8ClampedArray): Float32Array {
  const grey = new Float32Array(rgba.length / 4);
  for (let i = 0; i < grey.length; i++) {
    const r = rgba[4 * i]!;
    const g = rgba[4 * i + 1]!;
    const b = rgba[4 * i + 2]!;
    grey[i] = Math.round(luminance(r, g, b)) / 255;
  }
  return grey;
}

/** @returns [pixels, 4], opaque */
export function fromGrey(grey: Float32Array): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(4 * grey.length);
  for (let i = 0; i < grey.length; i++) {
    const value = 255 * grey[i]!;
    rgba[4 * i] = value;
    rgba[4 * i + 1] = value;
    rgba[4 * i + 2] = value;
    rgba[4 * i + 3] = 255;
  }
  return rgba;
}
