import { liftingExponent } from '../framing/liftShadows.js';

/** The part of a framed picture that is face, whoever it shows: a disc about the middle, as a share of the side. */
const RADIUS = 0.33;
/** Mean grey of that part, once its shadows are lifted: somewhat more than in most drawn photographs. */
const FACE = 0.4;

/**
 * A framed head with its shadows lifted, by a power of its greys.
 *
 * @param picture [size, size], 0 to 1
 * @returns undefined where the face is bright enough as it is, or all black
 */
export function liftHead(picture: Float32Array, size: number): Float32Array | undefined {
  const counts = new Float64Array(256);
  const from = (i: number): number => (i + 0.5) / size - 0.5;
  for (const [i, white] of picture.entries())
    if (Math.hypot(from(i % size), from(Math.floor(i / size))) < RADIUS) counts[Math.round(255 * white)]!++;
  const exponent = liftingExponent(counts, FACE);
  return exponent === undefined ? undefined : picture.map((white) => white ** exponent);
}
