import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mean } from '../../src/statistics/moments.js';
import { poolAdjacent } from '../../src/statistics/poolAdjacent.js';

interface Block {
  readonly count: number;
  readonly sum: number;
}

test('pooled means are the max-min formula of isotonic regression', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 12 }), (values) => {
      const pooled = poolAdjacent<Block>(
        values.map((sum) => ({ count: 1, sum })),
        (a, b) => a.sum / a.count >= b.sum / b.count,
        (a, b) => ({ count: a.count + b.count, sum: a.sum + b.sum }),
      );
      const fitted = pooled.flatMap(({ count, sum }) => Array<number>(count).fill(sum / count));
      const formula = values.map((_, i) =>
        Math.max(
          ...values
            .slice(0, i + 1)
            .map((__, from) =>
              Math.min(...values.slice(i).map((___, k) => mean(values.slice(from, i + k + 1)))),
            ),
        ),
      );
      expect(fitted.length).toBe(values.length);
      for (const [i, value] of fitted.entries()) expect(value).toBeCloseTo(formula[i]!, 10);
    }),
  );
});
