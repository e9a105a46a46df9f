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
