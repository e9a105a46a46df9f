import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Split } from '../../src/dataset/batch.js';
import { activeFactors } from '../../src/dataset/kind.js';
import { sampleBatch } from '../../src/dataset/sample.js';
import { SPLITS } from '../../src/dataset/store.js';
import { fakeParameters, fakeScene } from './fakeScene.js';

const COUNT = 20;
const width = fakeParameters.length;
const names = fakeScene.factors.map((factor) => factor.name);

const batchName = fc.record({
  seed: fc.nat(),
  split: fc.constantFrom<Split>(...SPLITS),
  kind: fc.shuffledSubarray(names, { minLength: 1 }).map((set) => set.join('+')),
  index: fc.nat(10000),
});

function column(values: Float32Array, parameter: number): number[] {
  return Array.from({ length: values.length / width }, (_, i) => values[i * width + parameter]!);
}

describe('sampleBatch', () => {
  it('varies active factors and keeps the others', () => {
    fc.assert(
      fc.property(batchName, (name) => {
        const values = sampleBatch(fakeScene, name, COUNT);
        expect(values).toHaveLength(COUNT * width);
        const active = activeFactors(name.kind, fakeScene);
        let parameter = 0;
        for (const factor of fakeScene.factors)
          for (const _ of factor.parameters) {
            const distinct = new Set(column(values, parameter++)).size;
            // Twenty draws of a thousand levels may meet; twenty of real numbers do not.
            if (active.includes(factor.name)) expect(distinct).toBeGreaterThan(COUNT / 2);
            else expect(distinct).toBe(1);
          }
      }),
    );
  });

  it('draws within the ranges, and fills them', () => {
    const values = sampleBatch(fakeScene, { seed: 1, split: 'train', kind: 'all', index: 0 }, 20000);
    const azimuth = column(values, 0);
    expect(Math.min(...azimuth)).toBeGreaterThanOrEqual(Math.fround(-85.94));
    expect(Math.max(...azimuth)).toBeLessThanOrEqual(Math.fround(85.94));
    expect(mean(azimuth)).toBeCloseTo(0, -0.5);
    expect(deviation(azimuth)).toBeCloseTo(85.94 / Math.sqrt(3), -0.5);
    const model = column(values, 1);
    expect(model.every((level) => Number.isInteger(level) && level >= 0 && level < 1000)).toBe(true);
    expect(new Set(model).size).toBe(1000);
    const shape = column(values, 2);
    expect(mean(shape)).toBeCloseTo(0, 1);
    expect(deviation(shape)).toBeCloseTo(1, 1);
  });

  it('draws the fixed factors anew for every batch', () => {
    const fixed = Array.from(
      { length: 50 },
      (_, index) => sampleBatch(fakeScene, { seed: 1, split: 'train', kind: 'shape', index }, COUNT)[0],
    );
    expect(new Set(fixed).size).toBe(50);
  });

  it('is a pure function of the set of active factors, however it is called', () => {
    const name = { seed: 5, split: 'test', index: 3 } as const;
    const values = sampleBatch(fakeScene, { ...name, kind: 'intrinsic' }, COUNT);
    expect(sampleBatch(fakeScene, { ...name, kind: 'texture+shape' }, COUNT)).toEqual(values);
    expect(sampleBatch(fakeScene, { ...name, kind: 'shape' }, COUNT)).not.toEqual(values);
    expect(sampleBatch(fakeScene, { ...name, kind: 'intrinsic', seed: 6 }, COUNT)).not.toEqual(values);
  });

  it('gives no person to two splits, nor to two batches', () => {
    const people = new Set<string>();
    let drawn = 0;
    for (const split of SPLITS)
      for (const kind of ['azimuth', 'all-but-model'])
        for (let index = 0; index < 30; index++) {
          const values = sampleBatch(fakeScene, { seed: 7, split, kind, index }, COUNT);
          const here = new Set(
            Array.from({ length: COUNT }, (_, i) => values.subarray(i * width + 2, (i + 1) * width).join()),
          );
          drawn += here.size;
          for (const person of here) people.add(person);
        }
    expect(drawn).toBe(3 * 30 * (1 + COUNT));
    expect(people.size).toBe(drawn);
  });
});

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

function deviation(numbers: readonly number[]): number {
  const m = mean(numbers);
  return Math.sqrt(mean(numbers.map((x) => (x - m) ** 2)));
}
