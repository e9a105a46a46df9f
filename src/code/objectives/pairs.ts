import type { Posterior } from '../posterior.js';

/**
 * Which units two images share, by Ada-GVAE's rule (Locatello et al. 2020, section 4.1): those whose posteriors diverge
 * by less than the middle between the least and the most diverging unit of the pair. Images 2i and 2i + 1 are a pair.
 *
 * Divergence is the mean of KL(p || q) and KL(q || p): it must not depend on which image is the first.
 *
 * @returns [pairs, units], 1 shared, 0 the images' own
 */
export function sharedUnits({ mu, logVar }: Posterior, units: number): Uint8Array {
  const shared = new Uint8Array(Math.floor(mu.length / (2 * units)) * units);
  for (let start = 0; start < shared.length; start += units) {
    const divergence = Array.from({ length: units }, (_, u) => {
      const [p, q] = places(start + u, units);
      const [vp, vq] = [Math.exp(logVar[p]!), Math.exp(logVar[q]!)];
      const apart = (mu[p]! - mu[q]!) ** 2;
      return ((vp + apart) / vq + (vq + apart) / vp - 2) / 4;
    });
    const middle = (Math.min(...divergence) + Math.max(...divergence)) / 2;
    divergence.forEach((d, u) => {
      shared[start + u] = d < middle ? 1 : 0;
    });
  }
  return shared;
}

/**
 * Gives both images of a pair the average of their posteriors in shared units, in the way of GVAE (Hosoya 2019): the
 * mean of the means and the mean of the variances. The last image of an odd batch stays as it is.
 */
export function averagePairs({ mu, logVar }: Posterior, shared: Uint8Array, units: number): Posterior {
  const average = { mu: mu.slice(), logVar: logVar.slice() };
  shared.forEach((isShared, i) => {
    if (isShared === 0) return;
    const [p, q] = places(i, units);
    const variance = (Math.exp(logVar[p]!) + Math.exp(logVar[q]!)) / 2;
    for (const place of [p, q]) {
      average.mu[place] = (mu[p]! + mu[q]!) / 2;
      average.logVar[place] = Math.log(variance);
    }
  });
  return average;
}

/**
 * The gradient of `averagePairs`; which units are shared is a constant.
 *
 * @param gradient dL/d(average)
 * @returns dL/d(posterior)
 */
export function averagePairsBackward(
  gradient: Posterior,
  { logVar }: Posterior,
  shared: Uint8Array,
  units: number,
): Posterior {
  const d = { mu: gradient.mu.slice(), logVar: gradient.logVar.slice() };
  shared.forEach((isShared, i) => {
    if (isShared === 0) return;
    const [p, q] = places(i, units);
    const [vp, vq] = [Math.exp(logVar[p]!), Math.exp(logVar[q]!)];
    const both = gradient.logVar[p]! + gradient.logVar[q]!;
    d.mu[p] = (gradient.mu[p]! + gradient.mu[q]!) / 2;
    d.mu[q] = d.mu[p]!;
    d.logVar[p] = (both * vp) / (vp + vq);
    d.logVar[q] = (both * vq) / (vp + vq);
  });
  return d;
}

/** Where a pair's unit lies for its first and its second image; `i` counts in [pairs, units]. */
function places(i: number, units: number): readonly [number, number] {
  const unit = i % units;
  const first = 2 * (i - unit) + unit;
  return [first, first + units];
}
