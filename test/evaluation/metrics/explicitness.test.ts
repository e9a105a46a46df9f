import { describe, expect, test } from 'vitest';
import { explicitness } from '../../../src/evaluation/metrics/explicitness.js';
import { python, sampleHalves, shared } from '../sampleCodes.js';

function score(kind: Parameters<typeof sampleHalves>[0]): number {
  const { train, test } = sampleHalves(kind);
  return explicitness(train, test);
}

describe('explicitness', () => {
  test.each(shared)('of a %s code is the one of Python', (kind) => {
    expect(score(kind)).toBeCloseTo(python.metrics[kind].explicitness, 3);
  });

  test('is nearly 1 for a perfect code and for its duplicate', () => {
    // Not 1: of the middle level of a linear unit the log-odds overlap little, but they do.
    expect(score('perfect')).toBeGreaterThan(0.97);
    expect(score('duplicated')).toBeGreaterThan(0.97);
  });

  test('is one half for a constant code', () => {
    expect(score('constant')).toBeCloseTo(0.5, 12);
  });
});
