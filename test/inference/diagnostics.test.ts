import { describe, expect, it } from 'vitest';
import { effectiveSampleSize, splitRHat } from '../../src/inference/diagnostics.js';
import { marginals, quantile } from '../../src/inference/posterior.js';
import { rankHistogram, rankOf, thin } from '../../src/inference/ranks.js';
import { Random } from '../../src/numeric/random.js';

function autoregressive(rho: number, length: number, seed: number, shift = 0): number[] {
  const random = new Random(seed, 'ar1');
  let x = random.normal();
  return Array.from({ length }, () => {
    x = rho * x + Math.sqrt(1 - rho * rho) * random.normal();
    return x + shift;
  });
}

describe('split R-hat', () => {
  it('is 1 for mixed chains, large for separated or drifting ones', () => {
    const mixed = [1, 2, 3, 4].map((seed) => autoregressive(0, 1000, seed));
    expect(splitRHat(mixed)).toBeGreaterThan(0.99);
    expect(splitRHat(mixed)).toBeLessThan(1.01);
    expect(splitRHat([0, 5].map((shift, i) => autoregressive(0, 1000, i, shift)))).toBeGreaterThan(3);
    const drift = Array.from({ length: 1000 }, (_, i) => i / 1000 + 0.01 * mixed[0]![i]!);
    expect(splitRHat([drift])).toBeGreaterThan(1.5);
  });

  it('is the formula of BDA3 on a small case', () => {
    // Halves (0,1), (2,3), (4,5), (6,7): W = 1/2, means 0.5 ... 6.5 with variance 20/3, total = W/2 + 20/3.
    expect(
      splitRHat([
        [0, 1, 2, 3],
        [4, 5, 6, 7],
      ]),
    ).toBeCloseTo(Math.sqrt((0.25 + 20 / 3) / 0.5), 12);
  });

  it('says infinity for chains that stand apart and still', () => {
    expect(splitRHat([new Array(8).fill(1), new Array(8).fill(2)])).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('chains of three draws', () => {
  it('are not trusted', () => {
    const chains = [
      [1, 2, 3],
      [2, 3, 1],
    ];
    expect(splitRHat(chains)).toBe(Number.POSITIVE_INFINITY);
    expect(effectiveSampleSize(chains)).toBe(1);
  });
});

describe('effective sample size', () => {
  it.each([-0.3, 0, 0.5, 0.9])('of AR(1) with rho %d is N (1 - rho) / (1 + rho)', (rho) => {
    const chains = [1, 2, 3, 4].map((seed) => autoregressive(rho, 20_000, seed));
    const expected = (80_000 * (1 - rho)) / (1 + rho);
    expect(effectiveSampleSize(chains) / expected).toBeGreaterThan(0.85);
    expect(effectiveSampleSize(chains) / expected).toBeLessThan(1.15);
  });

  it('is small where chains disagree', () => {
    expect(effectiveSampleSize([0, 5].map((s, i) => autoregressive(0, 1000, i, s)))).toBeLessThan(10);
  });
});

describe('marginals and ranks', () => {
  it('interpolates quantiles', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([7], 0.9)).toBe(7);
    const parameters = [{ name: 'a', unit: 'degree', prior: { kind: 'normal' } }] as const;
    const draws = Array.from({ length: 101 }, (_, i) => [i]);
    expect(marginals(parameters, draws)).toEqual([
      { parameter: 'a', unit: 'degree', mean: 50, deviation: Math.sqrt(850), interval: [5, 95] },
    ]);
  });

  it('has uniform ranks where posterior and truth are exchangeable, and not where the posterior is narrow', () => {
    const ranks = (scale: number): number[] =>
      Array.from({ length: 1000 }, (_, k) => {
        const random = new Random(k, 'rank');
        const truth = random.normal();
        return rankOf(
          truth,
          Array.from({ length: 19 }, () => scale * random.normal()),
        );
      });
    // chi^2 with 9 degrees of freedom: 27.9 is exceeded once in a thousand.
    expect(rankHistogram(ranks(1), 20, 10).chi2).toBeLessThan(27.9);
    expect(rankHistogram(ranks(0.5), 20, 10).chi2).toBeGreaterThan(100);
    expect(rankHistogram([0, 1, 2, 3], 4, 2)).toEqual({ counts: [2, 2], chi2: 0 });
  });

  it('thins evenly', () => {
    expect(thin([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 5)).toEqual([1, 3, 5, 7, 9]);
  });
});

describe('marginals', () => {
  it('of an angle that closes go round, and do not tear at half a turn', () => {
    const azimuth = {
      name: 'azimuth',
      unit: 'degree',
      prior: { kind: 'uniform', min: -180, max: 180 },
      circular: true,
    } as const;
    const around = (centre: number): number[][] =>
      Array.from({ length: 101 }, (_, i) => [((((centre + (i - 50) / 5 + 180) % 360) + 360) % 360) - 180]);
    const [behind] = marginals([azimuth], around(178));
    expect(behind!.mean).toBeCloseTo(178, 8);
    expect(behind!.interval[0]).toBeCloseTo(169, 8);
    expect(behind!.interval[1]).toBeCloseTo(187, 8);
    const [before] = marginals([azimuth], around(-3));
    expect(behind!.deviation).toBeCloseTo(before!.deviation, 8);
    expect(before!.interval[1]).toBeCloseTo(6, 8);
  });

  it('of a class are its commonest value, which can be drawn', () => {
    const form = { name: 'base', unit: 'class', prior: { kind: 'level', count: 5 } } as const;
    expect(marginals([form], [[0], [4], [4], [0], [4], [1]])[0]!.mean).toBe(4);
    expect(marginals([form], [[3], [1], [3], [1]])[0]!.mean).toBe(1);
  });
});
