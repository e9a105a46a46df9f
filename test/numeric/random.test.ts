import { describe, expect, it } from 'vitest';
import { Random } from '../../src/numeric/random.js';

const N = 100_000;

function draw(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

function moment(values: readonly number[], k: number): number {
  return values.reduce((sum, x) => sum + x ** k, 0) / values.length;
}

describe('Random', () => {
  it('is uniform: moments of [0, 1) within five standard errors', () => {
    const random = new Random('uniform moments');
    const values = draw(N, () => random.uniform());
    expect(Math.min(...values.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values.slice(0, 1000))).toBeLessThan(1);
    for (const k of [1, 2, 3, 4]) {
      const variance = 1 / (2 * k + 1) - 1 / (k + 1) ** 2;
      expect(Math.abs(moment(values, k) - 1 / (k + 1))).toBeLessThan(5 * Math.sqrt(variance / N));
    }
  });

  it('is normal: the first four moments, and no link between the two of a Box-Muller pair', () => {
    const random = new Random('normal moments');
    const values = draw(N, () => random.normal());
    const expected = [0, 1, 0, 3];
    const variances = [1, 2, 15, 96];
    for (const k of [1, 2, 3, 4]) {
      const error = 5 * Math.sqrt(variances[k - 1]! / N);
      expect(Math.abs(moment(values, k) - expected[k - 1]!)).toBeLessThan(error);
    }
    const pairs = draw(N / 2, () => random.normal() * random.normal());
    expect(Math.abs(moment(pairs, 1))).toBeLessThan(5 * Math.sqrt(2 / N));
  });

  it('draws whole numbers evenly', () => {
    const random = new Random('integers');
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < N; i++) counts[random.integer(10)]!++;
    const chiSquared = counts.reduce((sum, count) => sum + (count - N / 10) ** 2 / (N / 10), 0);
    // Nine degrees of freedom: 33.7 is passed once in ten thousand.
    expect(chiSquared).toBeLessThan(33.7);
    expect(counts.reduce((a, b) => a + b)).toBe(N);
  });

  it('gives one stream per name, and streams of near names have nothing in common', () => {
    const first = (...name: (string | number)[]): number[] => {
      const random = new Random(...name);
      return draw(4, () => random.uint32());
    };
    expect(first(1, 'train', 17)).toEqual(first(1, 'train', 17));
    const names: (string | number)[][] = [
      [1],
      ['1'],
      [1, 1],
      [11],
      ['a', 'b'],
      ['ab'],
      ['a/b'],
      [],
      [''],
      [-1],
      [0.5],
    ];
    const starts = names.map((name) => first(...name)[0]);
    expect(new Set(starts).size).toBe(names.length);

    const series = (seed: number): number[] => {
      const random = new Random(seed, 'train', 'azimuth', 3);
      return draw(20_000, () => random.uniform(-1, 1));
    };
    const [a, b] = [series(7), series(8)] as const;
    const correlation = a.reduce((sum, x, i) => sum + x * b[i]!, 0) / (a.length / 3);
    expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(a.length));
  });

  it('gives the same numbers as on every other machine', () => {
    const random = new Random(2015, 'golden');
    expect(draw(4, () => random.uint32())).toMatchInlineSnapshot(`
      [
        811045849,
        4237513079,
        3741560842,
        90801999,
      ]
    `);
    expect(draw(3, () => random.normal())).toMatchInlineSnapshot(`
      [
        0.666091448190459,
        0.09227328421367263,
        0.6277012132424707,
      ]
    `);
  });
});
