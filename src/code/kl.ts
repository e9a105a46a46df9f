import { type Group, placeGroups } from './groups.js';

/**
 * The divergence of the posterior N(mu, sigma^2) from the prior N(0, 1), in nats, for each unit, summed over
 * the batch: (mu^2 + sigma^2 - 1 - log sigma^2) / 2 (Kingma and Welling 2014, appendix B).
 *
 * @param mu [batch, units]
 * @param logVar log sigma^2 [batch, units]
 * @returns [units]
 */
export function klPerUnit(mu: Float32Array, logVar: Float32Array, units: number): Float64Array {
  const kl = new Float64Array(units);
  for (let i = 0; i < mu.length; i += units)
    for (let u = 0; u < units; u++) {
      const m = mu[i + u]!;
      const l = logVar[i + u]!;
      kl[u]! += (m * m + Math.expm1(l) - l) / 2;
    }
  return kl;
}

/** The sum over each group's units: where the code keeps its information. */
export function klPerGroup(perUnit: Float64Array, groups: readonly Group[]): Record<string, number> {
  return Object.fromEntries(
    placeGroups(groups).map(({ name, start, end }) => [
      name,
      perUnit.subarray(start, end).reduce((sum, kl) => sum + kl, 0),
    ]),
  );
}

/**
 * Adds weight dKL/d(mu) = weight mu and weight dKL/d(log sigma^2) = weight (sigma^2 - 1) / 2.
 *
 * @param counts [units], 1 where the unit's divergence is part of the objective, 0 where it is left out
 */
export function addKlGradient(
  gradient: { readonly mu: Float32Array; readonly logVar: Float32Array },
  mu: Float32Array,
  logVar: Float32Array,
  counts: Uint8Array,
  weight: number,
): void {
  const units = counts.length;
  for (let i = 0; i < mu.length; i += units)
    for (let u = 0; u < units; u++) {
      if (counts[u] === 0) continue;
      gradient.mu[i + u]! += weight * mu[i + u]!;
      gradient.logVar[i + u]! += (weight * Math.expm1(logVar[i + u]!)) / 2;
    }
}
