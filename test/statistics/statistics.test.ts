import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/numeric/random.js';
import { pearson, ranks, spearman } from '../../src/statistics/correlation.js';
import { estimateMean } from '../../src/statistics/estimate.js';
import { equalBins, eta2 } from '../../src/statistics/eta2.js';
import { meanAbsoluteError, meanSquaredError, psnr } from '../../src/statistics/imageError.js';
import { readLinear, ridge } from '../../src/statistics/ridge.js';
import { ssim } from '../../src/statistics/ssim.js';
import { python } from '../evaluation/sampleCodes.js';

// Drawn in the order of bench/peers/disentanglement.py.
const random = new Random('statistics');
const draw = (n: number) => Float64Array.from({ length: n }, () => random.uniform());
const units = [draw(200), draw(200), draw(200)] as const;
const target = draw(200).map((e, i) => 2 * units[0][i]! - units[1][i]! ** 2 + 0.5 * e);
const image = draw(24 * 24);
const other = draw(24 * 24).map((e, i) => 0.7 * image[i]! + 0.3 * e);

describe('correlation', () => {
  test('agrees with SciPy, ties included', () => {
    expect(pearson(units[0], target)).toBeCloseTo(python.statistics.pearson, 12);
    const rounded = units[0].map((x) => Math.floor(x * 10));
    expect(spearman(rounded, target)).toBeCloseTo(python.statistics.spearman, 12);
  });

  test('ranks share ties', () => {
    expect(Array.from(ranks([3, 1, 3, 2]))).toEqual([3.5, 1, 3.5, 2]);
  });

  test('rho is 1 for every rising curve, r only for a line', () => {
    const x = [0, 1, 2, 3, 4];
    expect(spearman(x, x.map(Math.exp))).toBeCloseTo(1, 12);
    expect(pearson(x, x.map(Math.exp))).toBeLessThan(0.95);
  });

  test('does not change when a column is scaled and shifted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: -50, max: 50 }), (scale, shift) => {
        const moved = target.map((x) => -scale * x + shift);
        expect(pearson(units[0], moved)).toBeCloseTo(-pearson(units[0], target), 9);
      }),
    );
  });

  test('is 0 where one side is constant', () => {
    expect(pearson([1, 2, 3], [5, 5, 5])).toBe(0);
  });
});

describe('eta squared', () => {
  const truth = Float64Array.from({ length: 3000 }, (_, i) => (i % 30) + 0.5);

  test('is 1 for any function of the level, though r sees nothing', () => {
    const mirrored = truth.map((x) => (x - 15) ** 2);
    expect(eta2(mirrored, truth)).toBeCloseTo(1, 12);
    expect(Math.abs(pearson(mirrored, truth))).toBeLessThan(1e-9);
  });

  test('is the share of variance between the levels', () => {
    // Between: +-1 by the half; within: +-2 in every level.
    const code = truth.map((x, i) => (x < 15 ? -1 : 1) + (Math.floor(i / 30) % 2 === 0 ? 2 : -2));
    expect(eta2(code, truth)).toBeCloseTo(1 / 5, 12);
  });

  test('is 0 for a code that does not vary', () => {
    expect(
      eta2(
        truth.map(() => 3),
        truth,
      ),
    ).toBe(0);
  });

  test('bins are equally wide and take in the largest value', () => {
    expect(Array.from(equalBins([0, 0.49, 0.5, 1], 2))).toEqual([0, 0, 1, 1]);
    expect(Array.from(equalBins([7, 7], 2))).toEqual([0, 0]);
  });
});

describe('image errors', () => {
  test('follow their definitions', () => {
    expect(meanAbsoluteError([0, 1], [0.5, 1])).toBe(0.25);
    expect(meanSquaredError([0, 1], [0.5, 1])).toBe(0.125);
    expect(psnr(0.01)).toBeCloseTo(20, 12);
    expect(psnr(0)).toBe(Infinity);
  });

  test('SSIM agrees with Python', () => {
    expect(ssim(image, other, 24)).toBeCloseTo(python.statistics.ssim, 9);
  });

  test('SSIM of an image with itself is 1, of two flat ones the luminance term', () => {
    expect(ssim(image, image, 24)).toBeCloseTo(1, 12);
    const flat = (value: number) => new Float64Array(144).fill(value);
    expect(ssim(flat(0.2), flat(0.6), 12)).toBeCloseTo((2 * 0.12 + 1e-4) / (0.04 + 0.36 + 1e-4), 9);
  });
});

describe('ridge regression', () => {
  test('agrees with scikit-learn', () => {
    const read = readLinear(ridge(units, target, 5), units);
    for (const [i, theirs] of python.statistics.ridge.entries()) expect(read[i]).toBeCloseTo(theirs, 10);
  });

  test('recovers a linear law when hardly penalised, and the mean when a unit is dead', () => {
    const law = units[0].map((x, i) => 3 * x - 2 * units[2][i]! + 7);
    const reading = ridge(units, law, 1e-9);
    expect(reading.intercept).toBeCloseTo(7, 6);
    expect(Array.from(reading.weights, (w) => Math.round(w * 1e6) / 1e6 + 0)).toEqual([3, 0, -2]);
    const dead = ridge([new Float64Array(4).fill(2)], [1, 2, 3, 6]);
    expect(Array.from(readLinear(dead, [Float64Array.of(9)]))).toEqual([3]);
  });
});

describe('a mean over people', () => {
  test('has the interval of their own means, however many images each has', () => {
    const { value, low, high } = estimateMean([1, 3, 4, 6, 6, 6], [0, 0, 1, 2, 2, 2]);
    expect(value).toBeCloseTo(4, 12);
    expect(high - value).toBeCloseTo(value - low, 12);
    expect(estimateMean([1, 2], [7, 7]).low).toBeNaN();
    // Of 20 people 0, 1 ... 19 the deviation is sqrt(35), and 2.093024 of Student's t with 19 degrees.
    const twenty = Array.from({ length: 20 }, (_, i) => i);
    const wide = estimateMean(twenty, twenty);
    expect(wide.high - wide.value).toBeCloseTo(2.093024 * Math.sqrt(35 / 20), 2);
  });
});
