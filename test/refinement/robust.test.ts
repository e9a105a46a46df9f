import { expect, it } from 'vitest';
import { sigmoid } from '../../src/code/likelihood.js';
import { Random } from '../../src/numeric/random.js';
import { robust, robustGradient } from '../../src/refinement/robust.js';

const random = new Random('robust');
const uniform = (): Float32Array => Float32Array.from({ length: 40 }, () => random.uniform());

it('has the gradient that finite differences say', () => {
  const logits = Float32Array.from({ length: 40 }, () => 2 * random.normal());
  const [picture, seen] = [uniform(), uniform()];
  const gradient = robustGradient(sigmoid(logits), picture, seen);
  const at = (i: number, by: number): number => {
    const moved = logits.slice();
    moved[i]! += by;
    return robust(sigmoid(moved), picture, seen);
  };
  for (let i = 0; i < logits.length; i++)
    expect(gradient[i]!).toBeCloseTo((at(i, 0.01) - at(i, -0.01)) / 0.02, 3);
});

it('is nothing for the picture itself, and for what is not seen', () => {
  const picture = uniform();
  expect(robust(picture, picture, uniform())).toBe(0);
  expect(robust(uniform(), picture, new Float32Array(40))).toBe(0);
});

it('is a squared error in the small and a distance in the large', () => {
  const of = (error: number): number =>
    robust(Float32Array.of(error), Float32Array.of(0), Float32Array.of(1));
  expect(of(0.002) / of(0.001)).toBeCloseTo(4, 2);
  expect((of(1) - of(0.8)) / (of(0.8) - of(0.6))).toBeCloseTo(1, 1);
});
