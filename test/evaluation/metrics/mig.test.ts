import { describe, expect, test } from 'vitest';
import { mig } from '../../../src/evaluation/metrics/mig.js';
import { python, samplePoints, shared } from '../sampleCodes.js';

describe('MIG', () => {
  test.each(shared)('of a %s code is the one of Python', (kind) => {
    expect(mig(samplePoints(kind))).toBeCloseTo(python.metrics[kind].mig, 12);
  });

  test('is 1 for a perfect code, 0 for its duplicate and for a constant one', () => {
    expect(mig(samplePoints('perfect'))).toBeCloseTo(1, 12);
    expect(mig(samplePoints('duplicated'))).toBe(0);
    expect(mig(samplePoints('constant'))).toBe(0);
  });
});
