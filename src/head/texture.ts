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
  const sheet = new Float32Array(3 * half * height).fill(Number.NaN);
  for (const texel of atlas.texels) {
    const place = Math.floor(texel / atlas.width) * half + (texel % atlas.width);
    for (const [channel, plane] of planes.entries()) sheet[3 * place + channel] = plane[texel]!;
  }
  fillGaps(sheet, half);
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < half; x++)
      for (let channel = 0; channel < 3; channel++) {
        const value = toByte(sheet[3 * (y * half + x) + channel]!);
        pixels[(y * width + x) * 3 + channel] = value;
        pixels[(y * width + width - 1 - x) * 3 + channel] = value;
      }
  return { width, height, pixels };
}

/** What a screen can show. */
export function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}

/**
 * Ring by ring, each texel that has no colour yet takes the mean of its neighbours that have one.
 *
 * @param sheet red, green, blue; not a number where there is none: [texels, 3], filled in place
 */
export function fillGaps(sheet: Float32Array, width: number): void {
  const count = sheet.length / 3;
  const isKnown = Uint8Array.from({ length: count }, (_, i) => (Number.isNaN(sheet[3 * i]) ? 0 : 1));
  const isAwaited = new Uint8Array(count);
  let rim = [...isKnown.keys()].filter((i) => isKnown[i] === 1);
  const around: number[] = [];
  while (rim.length > 0) {
    const ring: number[] = [];
    for (const i of rim) {
      neighboursInto(around, i, width, count);
      for (const j of around) {
        if (isKnown[j] === 1 || isAwaited[j] === 1) continue;
        isAwaited[j] = 1;
        ring.push(j);
      }
    }
    for (const i of ring) {
      neighboursInto(around, i, width, count);
      for (let channel = 0; channel < 3; channel++) {
        let [sum, n] = [0, 0];
        for (const j of around) {
          if (isKnown[j] === 0) continue;
          sum += sheet[3 * j + channel]!;
          n++;
        }
        sheet[3 * i + channel] = sum / n;
      }
    }
    for (const i of ring) isKnown[i] = 1;
    rim = ring;
  }
}

/** The up to four texels beside a texel. */
function neighboursInto(out: number[], i: number, width: number, count: number): void {
  const x = i % width;
  out.length = 0;
  if (x > 0) out.push(i - 1);
  if (x < width - 1) out.push(i + 1);
  if (i >= width) out.push(i - width);
  if (i + width < count) out.push(i + width);
}
