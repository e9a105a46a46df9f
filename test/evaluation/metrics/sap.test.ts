import { describe, expect, test } from 'vitest';
import { sap } from '../../../src/evaluation/metrics/sap.js';
import { python, sampleHalves, shared } from '../sampleCodes.js';

function score(kind: Parameters<typeof sampleHalves>[0]): number {
  const { train, test } = sampleHalves(kind);
  return sap(train, test);
}

describe('SAP', () => {
  test.each(shared)('of a %s code is the one of Python', (kind) => {
    expect(score(kind)).toBeCloseTo(python.metrics[kind].sap, 12);
  });

  test('prefers a perfect code to its duplicate, which has no gap', () => {
    expect(score('perfect')).toBeGreaterThan(0.3);
    expect(score('duplicated')).toBe(0);
    expect(score('constant')).toBe(0);
  });
});
