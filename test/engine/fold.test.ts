import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  foldBias,
  foldedKernel,
  foldWeight,
  unfoldBiasGradient,
  unfoldWeightGradient,
} from '../../src/engine/fold.js';
import { Random } from '../../src/numeric/random.js';
import { referenceForward } from './reference.js';

const layers = fc.record({
  inputs: fc.integer({ min: 1, max: 4 }),
  outputs: fc.integer({ min: 1, max: 4 }),
  kernel: fc.constantFrom(1, 3, 5, 7, 9),
  seed: fc.nat(),
});

/** Whole numbers: float32 sums and products of a few of them are exact, so that equal can mean equal. */
const draw = (random: Random, length: number): Float32Array =>
  Float32Array.from({ length }, () => random.integer(21) - 10);

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

describe('fold', () => {
  it('is the same map as upsampling and then convolving', () => {
    fc.assert(
      fc.property(layers, fc.integer({ min: 0, max: 3 }), ({ seed, ...layer }, more) => {
        const random = new Random(seed);
        const { inputs, outputs, kernel } = layer;
        const side = foldedKernel(kernel);
        const input = [inputs, side + more, side + 1];
        const pixels = Float64Array.from(draw(random, inputs * (side + more) * (side + 1)));
        const weight = draw(random, outputs * inputs * kernel * kernel);
        const bias = draw(random, outputs);
        const folded = new Float32Array(4 * outputs * inputs * side * side);
        const foldedBias = new Float32Array(4 * outputs);
        foldWeight(layer, weight, folded);
        foldBias(bias, foldedBias);
        const tensors = (w: Float32Array, b: Float32Array): Map<string, Float64Array> =>
          new Map([
            ['c.weight', Float64Array.from(w)],
            ['c.bias', Float64Array.from(b)],
          ]);
        const expected = referenceForward(
          { name: 'decoder', input, layers: [{ kind: 'upsampleConv', name: 'c', ...layer }] },
          tensors(weight, bias),
          pixels,
          1,
        );
        const cells = referenceForward(
          {
            name: 'decoder',
            input,
            layers: [{ kind: 'conv', name: 'c', inputs, outputs: 4 * outputs, kernel: side }],
          },
          tensors(folded, foldedBias),
          pixels,
          1,
        );
        const [h, w] = [more + 1, 2];
        const shuffled = expected.map((_, at) => {
          const [x, y, o] = [at % (2 * w), Math.floor(at / (2 * w)) % (2 * h), Math.floor(at / (4 * w * h))];
          const cell = 2 * (y % 2) + (x % 2);
          return cells[((cell * outputs + o) * h + (y >> 1)) * w + (x >> 1)]!;
        });
        expect(shuffled).toEqual(expected);
      }),
    );
  });

  it('unfolds by the adjoint: <fold w, g> = <w, unfold g>', () => {
    fc.assert(
      fc.property(layers, ({ seed, ...layer }) => {
        const random = new Random(seed);
        const maps = layer.outputs * layer.inputs;
        const weight = draw(random, maps * layer.kernel ** 2);
        const g = draw(random, 4 * maps * foldedKernel(layer.kernel) ** 2);
        const folded = g.map(() => Number.NaN);
        const unfolded = weight.map(() => Number.NaN);
        foldWeight(layer, weight, folded);
        unfoldWeightGradient(layer, g, unfolded);
        expect(dot(folded, g)).toBe(dot(weight, unfolded));

        const bias = draw(random, layer.outputs);
        const gBias = draw(random, 4 * layer.outputs);
        const foldedBias = new Float32Array(4 * layer.outputs);
        const unfoldedBias = new Float32Array(layer.outputs);
        foldBias(bias, foldedBias);
        unfoldBiasGradient(gBias, unfoldedBias);
        expect(dot(foldedBias, gBias)).toBe(dot(bias, unfoldedBias));
      }),
    );
  });
});
