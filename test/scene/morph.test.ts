import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMorph } from '../../src/scene/morph.js';

const float = fc.float({ min: -100, max: 100, noNaN: true });

it('is the mean and the weighted components, added one after the other in single precision', () => {
  const models = fc
    .record({ length: fc.integer({ min: 1, max: 70 }), count: fc.integer({ min: 1, max: 9 }) })
    .chain(({ length, count }) => {
      const row = fc.float32Array({ minLength: length, maxLength: length, min: -100, max: 100, noNaN: true });
      return fc.record({
        mean: row,
        components: fc.array(row, { minLength: count, maxLength: count }),
        coefficients: fc
          .array(float, { minLength: count, maxLength: count + 3 })
          .map((values) => Float32Array.from(values)),
      });
    });
  fc.assert(
    fc.property(models, ({ mean, components, coefficients }) => {
      const morph = createMorph({ mean, components });
      const expected = mean.map((x, i) =>
        components.reduce(
          (sum, component, k) => Math.fround(sum + Math.fround(coefficients[k]! * component[i]!)),
          x,
        ),
      );
      // A result must not depend on what the memory held before.
      morph(new Float32Array(components.length).fill(9));
      expect(morph(coefficients)).toEqual(expected);
    }),
  );
});
