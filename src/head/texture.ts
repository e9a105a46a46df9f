import type { FaceModel } from '../scene/faceModel.js';
import type { Layout } from './layout.js';

/** A picture in the layout of a head, at any scale. */
export interface Texture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue as a screen shows them (sRGB), row by row from the top: [height, width, 3]. */
  readonly pixels: Uint8Array;
}

/**
 * The sheet of a head whose halves look the same.
 *
 * Texels that no triangle shows take on the colours of their neighbours: viewers shrink textures, and black beside
 * the skin would become a dark seam.
 *
 * @param planes the face model's atlas in red, green and blue, 0 to 255
 */
export function bakeTexture(
  { atlas }: Pick<FaceModel, 'atlas'>,
  { width, height }: Layout,
  planes: readonly Float32Array[],
): Texture {
  const half = width / 2;
  const pixels = new Uint8Array(width * height * 3);
  for (const [channel, plane] of planes.entries()) {
    const sheet = new Float32Array(half * height).fill(Number.NaN);
    for (const texel of atlas.texels)
      sheet[Math.floor(texel / atlas.width) * half + (texel % atlas.width)] = plane[texel]!;
    fillGaps(sheet, half);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < half; x++) {
        const value = Math.min(255, Math.max(0, Math.round(sheet[y * half + x]!)));
        pixels[(y * width + x) * 3 + channel] = value;
        pixels[(y * width + width - 1 - x) * 3 + channel] = value;
      }
  }
  return { width, height, pixels };
}

/** Ring by ring, each texel that is not a number yet becomes the mean of its neighbours that are. */
export function fillGaps(sheet: Float32Array, width: number): void {
  const isGap = (i: number): boolean => Number.isNaN(sheet[i]);
  let rim = [...sheet.keys()].filter((i) => !isGap(i));
  while (rim.length > 0) {
    const ring = [...new Set(rim.flatMap((i) => neighbours(i, width, sheet.length).filter(isGap)))];
    const means = ring.map((i) => {
      const known = neighbours(i, width, sheet.length).filter((j) => !isGap(j));
      return known.reduce((sum, j) => sum + sheet[j]!, 0) / known.length;
    });
    for (const [k, i] of ring.entries()) sheet[i] = means[k]!;
    rim = ring;
  }
}

/** The up to four texels beside a texel. */
function neighbours(i: number, width: number, count: number): number[] {
  const x = i % width;
  return [
    ...(x > 0 ? [i - 1] : []),
    ...(x < width - 1 ? [i + 1] : []),
    ...(i >= width ? [i - width] : []),
    ...(i + width < count ? [i + width] : []),
  ];
}
