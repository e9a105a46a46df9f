import { mean, variance } from './moments.js';

/** A number with its 95 % confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** 97.5 % of a standard normal lie below. */
const Z95 = 1.959964;

/** Whom each value is about: one person, or a pair of a probe and whom it is held against. */
export type Pairs = readonly [people: ArrayLike<number>, others?: ArrayLike<number>];

/**
 * A share of successes, where those of one person belong together: Wilson's interval (1927) with the number of
 * independent trials that the variance between people speaks for.
 *
 * @param successes 1 or 0, one a trial
 */
export function estimateShare(successes: ArrayLike<number>, ...pairs: Pairs): Estimate {
  const n = successes.length;
  const share = mean(successes);
  const { variance, people } = clusterVariance(
    Array.from(successes, (success) => (success - share) / n),
    ...pairs,
  );
  const trials = variance > 0 ? Math.min(n, (share * (1 - share)) / variance) : people;
  const z2 = Z95 ** 2;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (Z95 / (1 + z2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials ** 2));
  return {
    value: share,
    low: Math.max(0, Math.min(share, centre - half)),
    high: Math.min(1, Math.max(share, centre + half)),
  };
}

/**
 * The interval of a probability that is no share of trials, such as an area under a curve: normal on the scale of its
 * log odds, so that it stays within 0 and 1 and is no narrower where the variance is. At 0 and at 1, where there is
 * no variance to see, it is Wilson's with as many trials as people.
 */
export function estimateProbability(
  value: number,
  { variance, people }: ReturnType<typeof clusterVariance>,
): Estimate {
  const odds = value / (1 - value);
  if (odds === 0 || odds === Number.POSITIVE_INFINITY || variance === 0) {
    const reach = Z95 ** 2 / (people + Z95 ** 2);
    return { value, low: Math.max(0, value - reach), high: Math.min(1, value + reach) };
  }
  const half = (t95(people - 1) * Math.sqrt(variance)) / (value * (1 - value));
  const back = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));
  return { value, low: back(Math.log(odds) - half), high: back(Math.log(odds) + half) };
}

/**
 * The mean over people of each one's own mean, with Student's interval of these means: images of one person are
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
  const half = t95(means.length - 1) * Math.sqrt(variance(means) / (means.length - 1));
  return { value, low: value - half, high: value + half };
}

/**
 * Variance of a sum of residuals of which those that share a person belong together, whichever side of a pair the
 * person is on (dyadic clusters: Aronow, Samii and Assenova 2015). Never less than by the first side alone.
 *
 * @returns with it, how many people there are on the first side
 */
export function clusterVariance(
  residuals: readonly number[],
  people: ArrayLike<number>,
  others: ArrayLike<number> = people,
): { readonly variance: number; readonly people: number } {
  const ofFirst = new Map<number, number>();
  const ofPerson = new Map<number, number>();
  const ofPair = new Map<string, number>();
  const add = <K>(sums: Map<K, number>, key: K, residual: number): void => {
    sums.set(key, (sums.get(key) ?? 0) + residual);
  };
  for (const [i, residual] of residuals.entries()) {
    const [a, b] = [people[i]!, others[i]!];
    add(ofFirst, a, residual);
    add(ofPerson, a, residual);
    if (a === b) continue;
    add(ofPerson, b, residual);
    add(ofPair, `${Math.min(a, b)} ${Math.max(a, b)}`, residual);
  }
  const squares = (sums: Map<unknown, number>): number => {
    let sum = 0;
    for (const residual of sums.values()) sum += residual * residual;
    return sum;
  };
  // What two people share has been counted with either of them.
  const sum = Math.max(squares(ofFirst), squares(ofPerson) - squares(ofPair));
  const n = ofFirst.size;
  return { variance: n < 2 ? 0 : (sum * n) / (n - 1), people: n };
}

/** 97.5 % of Student's t lie below, to a hundredth from five degrees of freedom (Cornish and Fisher 1937). */
function t95(degrees: number): number {
  const z = Z95;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
}
