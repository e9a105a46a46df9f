import { describe, expect, test } from 'vitest';
import { irs } from '../../../src/evaluation/metrics/irs.js';
import { python, samplePoints, shared } from '../sampleCodes.js';

describe('IRS', () => {
  test.each(shared)('of a %s code is the one of Python', (kind) => {
    expect(irs(samplePoints(kind))).toBeCloseTo(python.metrics[kind].irs, 12);
  });

  test('is 1 for a perfect code and for its duplicate, 0 for a constant one', () => {
    expect(irs(samplePoints('perfect'))).toBe(1);
    expect(irs(samplePoints('duplicated'))).toBe(1);
    expect(irs(samplePoints('constant'))).toBe(0);
  });
});
