import { describe, expect, test } from 'vitest';
import { betaVaeScore } from '../../../src/evaluation/metrics/betaVae.js';
import { Random } from '../../../src/numeric/random.js';
import { python, samplePoints, shared } from '../sampleCodes.js';

const score = (kind: Parameters<typeof samplePoints>[0]) =>
  betaVaeScore(samplePoints(kind), new Random('betaVae', kind), python.draws);

describe('BetaVAE score', () => {
  test.each(shared)('of a %s code is the one of Python', (kind) => {
    // The same minimum, so the same test points are right.
    expect(Math.abs(score(kind) - python.metrics[kind].betaVae)).toBeLessThan(2.5 / python.draws.test);
  });

  test('is 1 for a perfect code and for its duplicate', () => {
    expect(score('perfect')).toBe(1);
    expect(score('duplicated')).toBe(1);
  });

  test('is chance for a constant code', () => {
    expect(score('constant')).toBeLessThan(0.35);
  });
});
