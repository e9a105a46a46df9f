import { headOf } from '../refinement/head.js';

/** Parts of a head, in heights of the drawn one from its top, and what the trouble there usually is. */
const PARTS = [
  { from: 0.08, to: 0.3, words: 'hair or a hat over the forehead' },
  { from: 0.32, to: 0.5, words: 'glasses or shadow over the eyes' },
  { from: 0.58, to: 0.8, words: 'a beard or something else over mouth and chin' },
] as const;

/** A part is off where its error is so many times that of the other parts, and so many deviations of the picture. */
const TIMES = 1.8;
const DEVIATIONS = 0.7;

/**
 * Which part of the head is not as it is drawn, after the picture's exposure has been matched.
 *
 * @param picture, drawn [size, size], 0 to 1
 * @returns words, or undefined where all parts are much alike
 */
export function covered(picture: Float32Array, drawn: Float32Array): string | undefined {
  const size = Math.sqrt(drawn.length);
  const head = headOf(drawn);
  const pixels = Array.from(head.keys()).filter((i) => head[i]! >= 0.5);
  if (pixels.length === 0) return undefined;
  const { slope, offset, deviation } = exposure(pixels, picture, drawn);
  const top = Math.floor(pixels[0]! / size);
  const height = Math.floor(pixels.at(-1)! / size) - top + 1;
  const errors = PARTS.map(({ from, to }) => {
    const own = pixels.filter((i) => {
      const row = (Math.floor(i / size) - top) / height;
      return row >= from && row < to;
    });
    const sum = own.reduce((s, i) => s + Math.abs(picture[i]! - offset - slope * drawn[i]!), 0);
    return sum / Math.max(1, own.length) / Math.max(1e-6, deviation);
  });
  const worst = errors.indexOf(Math.max(...errors));
  const others = errors.filter((_, k) => k !== worst);
  const usual = others.reduce((sum, error) => sum + error, 0) / others.length;
  return errors[worst]! > DEVIATIONS && errors[worst]! > TIMES * usual ? PARTS[worst]!.words : undefined;
}

/** The line that takes the drawn head nearest to the picture, and how much the picture varies. */
function exposure(
  pixels: readonly number[],
  picture: Float32Array,
  drawn: Float32Array,
): { readonly slope: number; readonly offset: number; readonly deviation: number } {
  const n = pixels.length;
  const meanX = pixels.reduce((sum, i) => sum + drawn[i]!, 0) / n;
  const meanY = pixels.reduce((sum, i) => sum + picture[i]!, 0) / n;
  let [xx, xy, yy] = [0, 0, 0];
  for (const i of pixels) {
    const [x, y] = [drawn[i]! - meanX, picture[i]! - meanY];
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  const slope = xx > 0 ? Math.max(0, xy / xx) : 0;
  return { slope, offset: meanY - slope * meanX, deviation: Math.sqrt(yy / n) };
}
