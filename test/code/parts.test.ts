import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clamp, clampBackward } from '../../src/code/clamp.js';
import { klPerGroup, klPerUnit } from '../../src/code/kl.js';
import { noise } from '../../src/code/reparameterise.js';

test('clamping and its gradient are adjoint: <g, clamp(v)> = <clampBackward(g), v>', () => {
  const numbers = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 12, maxLength: 12 });
  const mask = fc.array(fc.constantFrom(0, 1), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(numbers, numbers, mask, (v, g, trained) => {
      const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
        Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0);
      const left = dot(g, clamp(Float32Array.from(v), Uint8Array.from(trained)));
      const right = dot(clampBackward(Float32Array.from(g), Uint8Array.from(trained)), v);
      expect(left).toBeCloseTo(right, 2);
    }),
  );
});

test('the KL is that of two normal densities, integrated numerically', () => {
  const [mu, logVar] = [0.7, -0.9];
  const sigma = Math.exp(logVar / 2);
  let integral = 0;
  const dx = 1e-3;
  for (let x = -10; x < 10; x += dx) {
    const q = Math.exp(-((x - mu) ** 2) / (2 * sigma ** 2)) / (sigma * Math.sqrt(2 * Math.PI));
    const logRatio = -((x - mu) ** 2) / (2 * sigma ** 2) - Math.log(sigma) + x ** 2 / 2;
    integral += q * logRatio * dx;
  }
  const kl = klPerUnit(Float32Array.of(mu, 0, mu, 0), Float32Array.of(logVar, 0, logVar, 0), 2);
  expect(kl[0]).toBeCloseTo(2 * integral, 5);
  expect(kl[1]).toBe(0);
  const groups = [
    { name: 'a', units: 1, factors: [] },
    { name: 'b', units: 1, factors: [] },
  ];
  expect(klPerGroup(kl, groups)).toEqual({ a: kl[0], b: 0 });
});

test('the noise is standard normal, and a pure function of seed and step', () => {
  const draws = noise(3, 17, 20_000);
  const mean = draws.reduce((a, b) => a + b) / draws.length;
  const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  expect(noise(3, 17, 20_000)).toEqual(draws);
  expect(noise(3, 18, 10)).not.toEqual(noise(3, 17, 10));
  expect(noise(4, 17, 10)).not.toEqual(noise(3, 17, 10));
});
