import { describe, expect, test } from 'vitest';
import { modularity } from '../../../src/evaluation/metrics/modularity.js';
import { python, samplePoints, shared } from '../sampleCodes.js';

describe('modularity', () => {
  test.each(shared)('of a %s code is the one of Python', (kind) => {
    expect(modularity(samplePoints(kind))).toBeCloseTo(python.metrics[kind].modularity, 12);
  });

  test('is 1 for a perfect code and for its duplicate, 0 for a constant one', () => {
    expect(modularity(samplePoints('perfect'))).toBeCloseTo(1, 12);
    expect(modularity(samplePoints('duplicated'))).toBeCloseTo(1, 12);
    expect(modularity(samplePoints('constant'))).toBe(0);
  });

  test('is 0 for a unit that knows two factors equally well', () => {
    const labels = [Int32Array.of(0, 0, 1, 1), Int32Array.of(0, 1, 0, 1)];
    expect(modularity({ codes: [Float64Array.of(0, 1, 2, 3)], labels })).toBeCloseTo(0, 12);
  });
});
