import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bernoulli, sigmoid } from '../../src/code/likelihood.js';

/** The closed form in double precision. */
const crossEntropy = (l: number, x: number) => Math.max(l, 0) - l * x + Math.log1p(Math.exp(-Math.abs(l)));

function closedForm(logits: Float32Array, target: Float32Array): number {
  return logits.reduce((sum, l, i) => sum + crossEntropy(l, target[i]!), 0);
}

/** Logits where e^-|l| is large, small, denormal and 0, and pixels with both ends. */
const pixel = fc.record({
  l: fc.oneof(
    fc.float({ min: -20, max: 20, noNaN: true }),
    fc.float({ min: -110, max: 110, noNaN: true }),
    fc.constantFrom(0, -0, 1e-30, 87.3, -87.3, 87.68, -87.7, 88, -88, 100, -100, 1e4, -1e4, 3e38, -3e38),
  ),
  x: fc.oneof(
    fc.constantFrom(0, 1),
    fc.integer({ min: 0, max: 255 }).map((byte) => byte / 255),
  ),
});
const pixels = (minLength: number) =>
  fc.array(pixel, { minLength, maxLength: 40 }).map((array) => ({
    logits: Float32Array.from(array, ({ l }) => l),
    target: Float32Array.from(array, ({ x }) => x),
  }));

test('the likelihood is the closed form, its gradient sigmoid - target, for any number of pixels', () => {
  fc.assert(
    fc.property(pixels(0), ({ logits, target }) => {
      const gradient = new Float32Array(logits.length);
      const value = bernoulli(logits, target, gradient);
      const expected = closedForm(logits, target);
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-7 * expected + 1e-14);
      for (const [i, l] of logits.entries())
        expect(Math.abs(gradient[i]! - (1 / (1 + Math.exp(-l)) - target[i]!))).toBeLessThan(1.8e-7);
      // What the memory held before makes no difference.
      bernoulli(Float32Array.of(NaN, 5, -5, 1, 3), new Float32Array(5).fill(0.5), new Float32Array(5));
      expect(bernoulli(logits, target, gradient)).toBe(value);
    }),
  );
});

test('e^-|l| is exact to single precision, and 0 where that ends', () => {
  // Of a black pixel far below 0 the gradient is e^l itself.
  const logits = Float32Array.from({ length: 100_003 }, (_, i) => -18 - i / 1440);
  const gradient = new Float32Array(logits.length);
  bernoulli(logits, new Float32Array(logits.length), gradient);
  const normal = gradient.filter((_, i) => logits[i]! > -87.3);
  expect(normal.length).toBeGreaterThan(99_000);
  const errors = normal.map((e, i) => Math.abs(e / Math.exp(logits[i]!) - 1));
  expect(errors.reduce((a, b) => Math.max(a, b))).toBeLessThan(1e-7);
  bernoulli(Float32Array.of(-88, -1000), new Float32Array(2), gradient);
  expect([...gradient.subarray(0, 2)]).toEqual([0, 0]);
});

test('the gradient is the slope of the likelihood', () => {
  fc.assert(
    fc.property(fc.float({ min: -30, max: 30, noNaN: true }), fc.constantFrom(0, 0.25, 1), (l, x) => {
      const target = Float32Array.of(x);
      const gradient = new Float32Array(1);
      const at = (logit: number) => bernoulli(Float32Array.of(logit), target, gradient);
      const h = 2 ** -7;
      const [above, below] = [Math.fround(l + h), Math.fround(l - h)];
      const slope = (at(above) - at(below)) / (above - below);
      at(l);
      expect(gradient[0]).toBeCloseTo(slope, 4);
    }),
  );
});

test('a block and its tail, against the sigmoid', () => {
  const logits = Float32Array.from({ length: 3 * 2048 + 3 }, (_, i) => (i - 3000) / 300);
  const target = logits.map((_, i) => (i % 11) / 10);
  const gradient = new Float32Array(logits.length);
  const p = sigmoid(logits);
  expect(bernoulli(logits, target, gradient) / closedForm(logits, target)).toBeCloseTo(1, 9);
  for (let i = 0; i < logits.length; i++) expect(gradient[i]).toBeCloseTo(p[i]! - target[i]!, 6);
});

test('the likelihood stays finite and exact for huge logits', () => {
  const logits = Float32Array.of(1e4, -1e4, 1e4, -1e4, 0);
  const gradient = new Float32Array(5);
  expect(bernoulli(logits, Float32Array.of(1, 0, 0, 1, 0.5), gradient)).toBeCloseTo(2e4 + Math.LN2, 8);
  expect([...gradient]).toEqual([0, 0, 1, -1, 0]);
});

test('the largest possible product of a block does not overflow', () => {
  const logits = new Float32Array(5000);
  expect(bernoulli(logits, logits, new Float32Array(5000))).toBeCloseTo(5000 * Math.LN2, 6);
});

test('NaN goes through, wherever it is, and stays by itself in the gradient', () => {
  fc.assert(
    fc.property(pixels(1), fc.nat(), ({ logits, target }, place) => {
      const spoilt = place % logits.length;
      const clean = new Float32Array(logits.length);
      bernoulli(logits, target, clean);
      const gradient = new Float32Array(logits.length);
      expect(bernoulli(logits.with(spoilt, NaN), target, gradient)).toBeNaN();
      expect(gradient).toEqual(clean.with(spoilt, NaN));
    }),
  );
});

test.each([Infinity, -Infinity])('the logit %d is not taken for a number', (l) => {
  for (const x of [0, 0.5, 1]) {
    const value = bernoulli(Float32Array.of(l), Float32Array.of(x), new Float32Array(1));
    expect(Number.isFinite(value)).toBe(false);
  }
});
