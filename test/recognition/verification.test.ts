import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/numeric/random.js';
import {
  areaUnderCurve,
  equalErrorRate,
  identificationRank,
  rocCurve,
  shareRight,
  type Trials,
} from '../../src/recognition/verification.js';
import { estimateShare } from '../../src/statistics/estimate.js';

const small: Trials = {
  scores: [0.9, 0.8, 0.7, 0.6, 0.5, 0.4],
  same: [1, 1, 0, 1, 0, 0],
  people: [0, 1, 0, 2, 1, 2],
  others: [0, 1, 1, 2, 2, 0],
};

/** Genuine scores N(shift, 1), impostor scores N(0, 1). */
function gaussian(shift: number, people: number, seed: number): Trials {
  const random = new Random(seed, 'trials');
  const rows = Array.from({ length: people * 4 }, (_, i) => {
    const same = i % 2;
    return { score: random.normal() + shift * same, same, person: Math.floor(i / 4) };
  });
  return {
    scores: rows.map((row) => row.score),
    same: rows.map((row) => row.same),
    people: rows.map((row) => row.person),
    others: rows.map((row) => row.person),
  };
}

describe('verification', () => {
  it('draws the curve step by step', () => {
    expect(rocCurve(small).map((p) => [p.falsePositives * 3, p.truePositives * 3])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 2],
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
  });

  it('has the area that counting pairs gives, ties counting half', () => {
    expect(areaUnderCurve(small).value).toBeCloseTo(8 / 9, 12);
    const trials = fc.array(
      fc.record({ score: fc.integer({ min: 0, max: 5 }), same: fc.constantFrom(0, 1) }),
      { minLength: 2, maxLength: 40 },
    );
    fc.assert(
      fc.property(trials, (rows) => {
        fc.pre(rows.some((row) => row.same === 1) && rows.some((row) => row.same === 0));
        const [genuine, impostor] = [1, 0].map((s) => rows.filter((row) => row.same === s));
        const wins = genuine!.flatMap((g) =>
          impostor!.map((i) => (g.score > i.score ? 1 : g.score === i.score ? 0.5 : 0)),
        );
        const columns = {
          scores: rows.map((row) => row.score),
          same: rows.map((row) => row.same),
          people: rows.map((_, i) => i),
          others: rows.map((_, i) => i),
        };
        const area = wins.reduce<number>((a, b) => a + b, 0) / wins.length;
        expect(areaUnderCurve(columns).value).toBeCloseTo(area, 10);
        // The trapezoids under the drawn curve hold the same area.
        const curve = rocCurve(columns);
        const trapezoids = curve
          .slice(1)
          .map(
            (p, k) =>
              ((p.falsePositives - curve[k]!.falsePositives) * (p.truePositives + curve[k]!.truePositives)) /
              2,
          );
        expect(trapezoids.reduce((a, b) => a + b, 0)).toBeCloseTo(area, 10);
      }),
      { seed: 1 },
    );
  });

  it('finds the area and the error of two Gaussians two deviations apart', () => {
    const trials = gaussian(2, 5000, 1);
    // Phi(2 / sqrt 2) and Phi(-1).
    expect(Math.abs(areaUnderCurve(trials).value - 0.9214)).toBeLessThan(0.01);
    const { rate, threshold } = equalErrorRate(trials);
    expect(Math.abs(rate - 0.1587)).toBeLessThan(0.015);
    expect(Math.abs(threshold - 1)).toBeLessThan(0.1);
    expect(shareRight(trials, 1).value).toBeCloseTo(0.8413, 1);
  });

  it('knows nothing where all scores are equal', () => {
    const trials = { ...small, scores: new Array(6).fill(1) };
    expect(areaUnderCurve(trials).value).toBe(0.5);
    expect(equalErrorRate(trials).rate).toBe(0.5);
  });
});

describe('identification', () => {
  it('counts who is ahead, equals too', () => {
    expect(identificationRank([0.1, 0.9, 0.5], 1)).toBe(1);
    expect(identificationRank([0.1, 0.9, 0.5], 0)).toBe(3);
    expect(identificationRank([0.5, 0.5, 0.5], 1)).toBe(3);
  });

  it("gives a share Wilson's interval, wider where trials of one person agree", () => {
    const successes = [1, 1, 1, 1, 1, 1, 1, 0, 0, 0];
    const apart = estimateShare(
      successes,
      successes.map((_, i) => i),
    );
    expect(apart.value).toBeCloseTo(0.7, 12);
    // Wilson with 9 trials: the cluster variance divides by n - 1.
    expect(apart.low).toBeCloseTo(0.3803, 2);
    expect(apart.high).toBeCloseTo(0.9, 1);
    const together = estimateShare([1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]);
    expect(together.high - together.low).toBeGreaterThan(apart.high - apart.low);
    const perfect = estimateShare([1, 1, 1, 1], [0, 1, 2, 3]);
    expect([perfect.value, perfect.high]).toEqual([1, 1]);
    expect(perfect.low).toBeCloseTo(4 / (4 + 1.959964 ** 2), 6);
  });
});
