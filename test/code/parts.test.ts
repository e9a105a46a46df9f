import fc from 'fast-check';
import { expect, test } from 'vitest';
import { replaceInactive, replaceInactiveBackward } from '../../src/code/inactive.js';
import { klPerGroup, klPerUnit } from '../../src/code/kl.js';
import { noise } from '../../src/code/reparameterise.js';

test.each(['mean', 'first', 'exchange'] as const)(
  'replacing inactive units and its gradient are adjoint: %s',
  (inactive) => {
    const numbers = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 15, maxLength: 15 });
    const mask = fc.array(fc.constantFrom(0, 1), { minLength: 3, maxLength: 3 });
    const places = fc.record({
      first: fc.integer({ min: 1, max: 4 }),
      shift: fc.nat(),
      masks: fc.tuple(mask, mask),
    });
    fc.assert(
      fc.property(numbers, numbers, places, (v, g, { first, shift, masks }) => {
        const sets = [
          { start: 0, images: first, trained: Uint8Array.from(masks[0]), shift: shift % first },
          { start: first, images: 5 - first, trained: Uint8Array.from(masks[1]), shift: shift % (5 - first) },
        ];
        const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
          Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0);
        const left = dot(g, replaceInactive(Float32Array.from(v), sets, inactive));
        const right = dot(replaceInactiveBackward(Float32Array.from(g), sets, inactive), v);
        expect(left).toBeCloseTo(right, 1);
      }),
    );
  },
);

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
  for (const first of [1, 2, 7, 400]) expect(noise(3, 17, 9, first)).toEqual(draws.slice(first, first + 9));
  expect(noise(3, 18, 10)).not.toEqual(noise(3, 17, 10));
  expect(noise(4, 17, 10)).not.toEqual(noise(3, 17, 10));
});
