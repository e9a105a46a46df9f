import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calibrate, toTruth, toValue } from '../../src/code/calibration.js';
import { principalDirections } from '../../src/code/principal.js';
import { Random } from '../../src/numeric/random.js';

const azimuth = { name: 'azimuth', unit: 'degree' } as const;

function uniform(n: number, min: number, max: number): Float32Array {
  const random = new Random('calibration', n);
  return Float32Array.from({ length: n }, () => random.uniform(min, max));
}

test.each([1, -1])('finds a curved map without noise, direction %d', (sign) => {
  const truth = uniform(5000, -80, 80);
  const values = truth.map((t) => sign * Math.tanh(t / 50) + 0.3);
  const map = calibrate(azimuth, values, truth);
  expect(map.meanAbsoluteError).toBeLessThan(0.3);
  expect(map.spearman).toBeCloseTo(sign, 6);
  expect(map.etaSquared).toBeGreaterThan(0.99);
  for (let t = -78; t <= 78; t += 6) {
    expect(Math.abs(toValue(map, t) - (sign * Math.tanh(t / 50) + 0.3))).toBeLessThan(0.01);
    expect(Math.abs(toTruth(map, sign * Math.tanh(t / 50) + 0.3) - t)).toBeLessThan(1.5);
  }
});

test('is monotone, inverts itself and survives JSON, whatever the data', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -1000, max: 1000 })), {
        minLength: 2,
        maxLength: 200,
      }),
      (points) => {
        const truth = Float32Array.from(points, ([t]) => t);
        const values = Float32Array.from(points, ([, v]) => v / 100);
        const map = JSON.parse(JSON.stringify(calibrate(azimuth, values, truth)));
        const steps = Array.from({ length: 30 }, (_, i) => map.min + ((map.max - map.min) * i) / 29);
        const there = steps.map((t) => toValue(map, t));
        const sign = Math.sign(there.at(-1)! - there[0]!);
        for (let i = 1; i < there.length; i++) {
          expect(sign * (there[i]! - there[i - 1]!)).toBeGreaterThanOrEqual(0);
          if (map.knots.length > 1) expect(toTruth(map, there[i]!)).toBeCloseTo(steps[i]!, 4);
        }
      },
    ),
  );
});

test('a unit that says nothing is a single knot, at the mean', () => {
  const truth = uniform(1000, -10, 10);
  const map = calibrate(azimuth, new Float32Array(1000).fill(0.5), truth);
  expect(map.knots).toHaveLength(1);
  expect(toValue(map, 7)).toBe(0.5);
  expect(toTruth(map, 3)).toBeCloseTo(truth.reduce((a, b) => a + b) / 1000, 5);
  expect(map.etaSquared).toBe(0);
});

test('pools what is out of order: means 1, 3, 2 become 1, 2.5', () => {
  const { knots } = calibrate(azimuth, Float32Array.of(1, 3, 2), Float32Array.of(0, 1, 2));
  expect(knots).toEqual([
    { value: 1, truth: 0 },
    { value: 2.5, truth: 1.5 },
  ]);
});

test('principal directions are those that the data was drawn from, the longest first', () => {
  const random = new Random('principal');
  const codes = Float32Array.from(
    Array.from({ length: 4000 }, () => {
      const [x, y] = [0.5 * random.normal(), 3 * random.normal()];
      return [-0.8 * x + 0.6 * y + 5, 0.6 * x + 0.8 * y, -7];
    }).flat(),
  );
  const { mean, directions, deviations } = principalDirections(codes, 3);
  const expectClose = (actual: readonly number[], expected: readonly number[], tolerance: number) =>
    actual.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(tolerance);
    });
  expectClose(mean, [5, 0, -7], 0.15);
  expectClose(directions[0]!, [0.6, 0.8, 0], 0.02);
  expectClose(directions[1]!, [0.8, -0.6, 0], 0.02);
  expectClose(deviations, [3, 0.5, 0], 0.1);
});

test('keeps eight directions of many', () => {
  const random = new Random('many');
  const codes = Float32Array.from({ length: 12 * 50 }, () => random.normal());
  expect(principalDirections(codes, 12).directions).toHaveLength(8);
});
