import type { Raster } from './raster.js';

/** Mean grey that shadows are lifted to, 0 to 1. */
const MIDDLE = 0.5;
/** Least and greatest exponent that make a difference: darker pictures are all black. */
const [LEAST, GREATEST] = [0.1, 0.9];

/**
 * The picture with its shadows lifted by a power of its greys, so that their mean is in the middle: what a face in the
 * dark is found by.
 *
 * @returns undefined where the picture is bright enough as it is, or all black
 */
export function liftShadows(picture: Raster): Raster | undefined {
  const { channels, pixels } = picture;
  const counts = new Float64Array(256);
  for (let i = 0; i < pixels.length; i++) if (channels !== 4 || i % 4 !== 3) counts[pixels[i]!]!++;
  const exponent = exponentFor(counts);
  if (exponent === undefined) return undefined;
  const lifted = Uint8Array.from(counts, (_, grey) => Math.round(255 * (grey / 255) ** exponent));
  return { ...picture, pixels: pixels.map((grey) => lifted[grey]!) };
}

/** By bisection: the mean falls as the exponent grows. */
function exponentFor(counts: Float64Array): number | undefined {
  const total = counts.reduce((sum, n) => sum + n, 0);
  const meanAt = (exponent: number): number =>
    counts.reduce((sum, n, grey) => sum + n * (grey / 255) ** exponent, 0) / total;
  if (meanAt(GREATEST) >= MIDDLE || meanAt(LEAST) < MIDDLE) return undefined;
  let [low, high] = [LEAST, GREATEST];
  for (let i = 0; i < 20; i++) {
    const exponent = (low + high) / 2;
    if (meanAt(exponent) >= MIDDLE) low = exponent;
    else high = exponent;
  }
  return high;
}
