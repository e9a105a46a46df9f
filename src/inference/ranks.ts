/**
 * Simulation-based calibration (Talts et al. 2018): a truth drawn from the prior has a uniform rank among
 * `draws` independent draws from its own posterior. A hump in the middle says that posteriors are too wide, a
 * trough that they are too narrow, a slope that they are biased.
 *
 * @returns 0 ... draws.length
 */
export function rankOf(truth: number, draws: readonly number[]): number {
  return draws.filter((draw) => draw < truth).length;
}

/** `count` draws, evenly spaced, to lose the correlation of neighbours. */
export function thin<T>(draws: readonly T[], count: number): readonly T[] {
  return Array.from({ length: count }, (_, i) => draws[Math.floor(((i + 0.5) * draws.length) / count)]!);
}

/**
 * How many ranks fall into each of equally wide bins, and Pearson's chi^2 against a uniform distribution:
 * about bins - 1 where posteriors are calibrated.
 *
 * @param ranks each one of the whole numbers 0 ... levels - 1
 * @param bins divides `levels`
 */
export function rankHistogram(
  ranks: readonly number[],
  levels: number,
  bins: number,
): { readonly counts: readonly number[]; readonly chi2: number } {
  const counts = new Array<number>(bins).fill(0);
  for (const rank of ranks) counts[Math.floor((rank * bins) / levels)]!++;
  const expected = ranks.length / bins;
  return { counts, chi2: counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0) };
}
