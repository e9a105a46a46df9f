import { mean, variance } from './moments.js';

/** A number with its 95 % confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** 97.5 % of a standard normal lie below. */
export const Z95 = 1.959964;

/**
 * A share of successes, where those of one person belong together: Wilson's interval (1927) with the number of
 * independent trials that the variance between people speaks for.
 *
 * @param successes 1 or 0, one a trial
 * @param people whom each trial is about
 */
export function estimateShare(successes: ArrayLike<number>, people: ArrayLike<number>): Estimate {
  const n = successes.length;
  const share = Array.from(successes).reduce((sum, x) => sum + x, 0) / n;
  const residuals = new Map<number, number>();
  for (let i = 0; i < n; i++)
    residuals.set(people[i]!, (residuals.get(people[i]!) ?? 0) + (successes[i]! - share) / n);
  const variance = clusterVariance([...residuals.values()]);
  const trials = variance > 0 ? Math.min(n, (share * (1 - share)) / variance) : residuals.size;
  const z2 = Z95 ** 2;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (Z95 / (1 + z2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials ** 2));
  return {
    value: share,
    low: Math.min(share, centre - half),
    high: Math.min(1, Math.max(share, centre + half)),
  };
}

/**
 * The mean over people of each one's own mean, with the normal interval of these means: images of one person are
 * no independent measurements. Low and high are NaN where there is one person only.
 *
 * @param people whom each value is about
 */
export function estimateMean(values: ArrayLike<number>, people: ArrayLike<number>): Estimate {
  const own = new Map<number, { sum: number; count: number }>();
  for (let i = 0; i < values.length; i++) {
    const { sum, count } = own.get(people[i]!) ?? { sum: 0, count: 0 };
    own.set(people[i]!, { sum: sum + values[i]!, count: count + 1 });
  }
  const means = Array.from(own.values(), ({ sum, count }) => sum / count);
  const value = mean(means);
  const half = Z95 * Math.sqrt(variance(means) / (means.length - 1));
  return { value, low: value - half, high: value + half };
}

/** Variance of a sum of independent clusters' residuals. */
export function clusterVariance(residuals: readonly number[]): number {
  const squares = residuals.reduce((sum, r) => sum + r * r, 0);
  return residuals.length < 2 ? 0 : (squares * residuals.length) / (residuals.length - 1);
}
