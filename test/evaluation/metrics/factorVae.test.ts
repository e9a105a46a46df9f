import { describe, expect, test } from 'vitest';
import { factorVaeScore } from '../../../src/evaluation/metrics/factorVae.js';
import { Random } from '../../../src/numeric/random.js';
import { python, samplePoints, shared } from '../sampleCodes.js';

const score = (kind: Parameters<typeof samplePoints>[0]) =>
  factorVaeScore(samplePoints(kind), new Random('factorVae', kind), python.draws);

describe('FactorVAE score', () => {
  test.each(shared)('of a %s code is the one of Python', (kind) => {
    expect(score(kind)).toBeCloseTo(python.metrics[kind].factorVae, 12);
  });

  test('is 1 for a perfect code and for its duplicate', () => {
    expect(score('perfect')).toBe(1);
    expect(score('duplicated')).toBe(1);
  });

  test('is 0 where every unit has collapsed', () => {
    expect(score('constant')).toBe(0);
  });
});
