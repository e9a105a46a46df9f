import { describe, expect, test } from 'vitest';
import { concentration, dci } from '../../../src/evaluation/metrics/dci.js';
import { Random } from '../../../src/numeric/random.js';
import { python, sampleHalves, shared } from '../sampleCodes.js';

function score(kind: Parameters<typeof sampleHalves>[0]): ReturnType<typeof dci> {
  const { train, test } = sampleHalves(kind);
  return dci(train, test, new Random('dci', kind));
}

describe('DCI', () => {
  test.each(shared)('of a %s code is the one of Python', (kind) => {
    const ours = score(kind);
    const theirs = python.metrics[kind].dci;
    // Equally good splits are chosen at random, there and here; Python's values are means of ten runs.
    expect(ours.disentanglement).toBeCloseTo(theirs.disentanglement, 2);
    expect(ours.completeness).toBeCloseTo(theirs.completeness, 2);
    expect(Math.abs(ours.informativeness - theirs.informativeness)).toBeLessThan(0.02);
  });

  test('is 1 in every way for a perfect code', () => {
    const { disentanglement, completeness, informativeness } = score('perfect');
    expect(disentanglement).toBeCloseTo(1, 6);
    expect(completeness).toBeCloseTo(1, 6);
    expect(informativeness).toBe(1);
  });

  test('is 0 for a constant code, of which nothing can be read', () => {
    const { disentanglement, completeness } = score('constant');
    expect(disentanglement).toBeCloseTo(0, 12);
    expect(completeness).toBeCloseTo(0, 12);
  });

  test('counts a duplicated unit as incomplete, not as entangled', () => {
    // Which of two equal units the trees choose is arbitrary, so on given importances: half and half.
    const split = [
      [0.5, 0],
      [0.5, 0],
      [0, 0.5],
      [0, 0.5],
    ];
    expect(concentration(split)).toBeCloseTo(1, 6);
    const byFactor = [0, 1].map((k) => split.map((row) => row[k]!));
    expect(concentration(byFactor)).toBeCloseTo(1 - Math.log(2) / Math.log(4), 6);
  });
});
