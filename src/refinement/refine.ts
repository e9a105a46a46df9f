import { climb, lossOf, type Prior, type Slope, type Standing } from './climb.js';
import { headOf, seenOf } from './head.js';

export interface Refinement {
  /** The best code that was found, [units]. */
  readonly code: Float32Array;
  /** What it shows, [size, size], 0 to 1. */
  readonly image: Float32Array;
  /** Of the first guess and of the best code, where either shows the head. */
  readonly error: { readonly before: number; readonly after: number };
  /** By how much the best code is likelier than the first guess, in nats. */
  readonly gained: number;
}

/** After these shares of the steps it is asked anew where the head is. */
const STAGES = [0.25, 0.25, 0.5];

/**
 * The code that explains a picture best, from the encoder's first guess on.
 *
 * @param guess [units]
 * @param picture [size, size], 0 to 1
 * @param steps how often the decoder may be asked
 * @param whole every pixel counts, whatever is drawn there: where the decoder draws no heads
 * @returns the guess itself where nothing is both likelier and nearer to the picture
 */
export async function refine(
  slope: Slope,
  guess: Float32Array,
  picture: Float32Array,
  { steps, prior, whole }: { readonly steps: number; readonly prior: Prior; readonly whole: boolean },
): Promise<Refinement> {
  const all = new Float32Array(picture.length).fill(1);
  let seen: Float32Array = all;
  const { image } = await slope(guess, picture, all);
  let best: { code: Float32Array; image: Float32Array } = { code: guess, image };
  for (const share of STAGES) {
    if (!whole) seen = seenOf(best.image, picture);
    best = await climb(slope, best.code, prior, picture, seen, Math.ceil(share * (steps - 1)));
  }
  const first: Standing = { code: guess, image, loss: lossOf(guess, prior, image, picture, seen) };
  const area = whole ? all : either(headOf(image), headOf(best.image));
  const errorOf = (drawn: Float32Array): number => errorOver(area, drawn, picture);
  const before = errorOf(image);
  const after = errorOf(best.image);
  const gained = first.loss - lossOf(best.code, prior, best.image, picture, seen);
  if (!(gained > 0 && after < before)) return { ...first, error: { before, after: before }, gained: 0 };
  return { code: best.code, image: best.image, error: { before, after }, gained };
}

function either(a: Uint8Array, b: Uint8Array): Float32Array {
  return Float32Array.from(a, (is, i) => is | b[i]!);
}

/** Mean squared error over the pixels that count. */
function errorOver(area: Float32Array, image: Float32Array, picture: Float32Array): number {
  let sum = 0;
  let pixels = 0;
  for (let i = 0; i < area.length; i++) {
    sum += area[i]! * (image[i]! - picture[i]!) ** 2;
    pixels += area[i]!;
  }
  return pixels === 0 ? 0 : sum / pixels;
}
