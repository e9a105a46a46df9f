/**
 * Half a squared error that is small against its width; beyond, it grows with the logarithm, as for a
 * Student's t: hair and glasses may be as wrong as they like (Black and Rangarajan 1996).
 *
 * @param error in standard deviations
 * @param width where it begins to lose its pull, in standard deviations
 */
export function robustLoss(error: number, width: number): number {
  return (width ** 2 / 2) * Math.log1p((error / width) ** 2);
}

/** The weight with which a squared error has the same slope. */
export function robustWeight(error: number, width: number): number {
  return 1 / (1 + (error / width) ** 2);
}

/** How often, against once, a pixel shows something else than the head: hair, a beard, glasses, a shadow. */
const STRANGE = 0.25;

/**
 * -log of how likely a pixel is that shows the head, off by a normal error, or anything, of any grey: beyond
 * three or four deviations it pulls no more, however many such pixels there are (0 for no error).
 *
 * @param error in standard deviations
 * @param noise one of them, in shares of white
 */
export function pixelLoss(error: number, noise: number): number {
  const anything = STRANGE * noise * Math.sqrt(2 * Math.PI);
  return Math.log((1 + anything) / (Math.exp(-(error ** 2) / 2) + anything));
}

/** The weight with which a squared error has the same slope as `pixelLoss`. */
export function pixelWeight(error: number, noise: number): number {
  const own = Math.exp(-(error ** 2) / 2);
  return own / (own + STRANGE * noise * Math.sqrt(2 * Math.PI));
}
