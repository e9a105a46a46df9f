import { expect, test } from 'vitest';
import { groupOf } from '../../src/code/groups.js';
import { createGuide } from '../../src/code/guide.js';
import { Random } from '../../src/numeric/random.js';
import type { Factor } from '../../src/scene/scene.js';

const light: Factor = {
  name: 'light',
  parameters: [{ name: 'light', unit: 'degree', prior: { kind: 'uniform', min: -80, max: 80 } }],
};
const azimuth: Factor = {
  name: 'azimuth',
  parameters: [
    {
      ...{ name: 'azimuth', unit: 'degree', circular: true },
      prior: { kind: 'uniform', min: -180, max: 180 },
    },
  ],
};
const factors = [light, azimuth];
const groups = [groupOf('light', 1, [light]), groupOf('azimuth', 2, [azimuth])];
const UNITS = 3;

test('the pull is least on the circle, where two units have the variance of the prior', () => {
  const guide = createGuide(groups, factors, 3)!;
  const angles = Array.from({ length: 36 }, (_, k) => 10 * k - 180);
  const truth = Float32Array.from(angles.flatMap((angle) => [7, angle]));
  const posterior = new Float32Array(36 * 2 * UNITS);
  for (const [i, angle] of angles.entries()) {
    posterior[i * 2 * UNITS] = 9;
    posterior[i * 2 * UNITS + 1] = Math.SQRT2 * Math.cos((angle * Math.PI) / 180);
    posterior[i * 2 * UNITS + 2] = Math.SQRT2 * Math.sin((angle * Math.PI) / 180);
  }
  const gradient = new Float32Array(posterior.length);
  expect(guide.pull(posterior, truth, gradient)).toBeCloseTo(0, 10);
  for (const unit of [1, 2]) {
    const squares = angles.map((_, i) => posterior[i * 2 * UNITS + unit]! ** 2);
    expect(squares.reduce((a, b) => a + b) / 36).toBeCloseTo(1, 5);
  }
  expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-5);
});

test('its gradient is that of finite differences, and is added to what is there', () => {
  const guide = createGuide(groups, factors, 2.5)!;
  const random = new Random('guide');
  const truth = Float32Array.of(10, 135, -60, -20);
  const posterior = Float32Array.from({ length: 2 * 2 * UNITS }, () => random.normal());
  const gradient = new Float32Array(posterior.length).fill(1);
  guide.pull(posterior, truth, gradient);
  const pullAt = (k: number, by: number): number => {
    const moved = posterior.slice();
    moved[k]! += by;
    return guide.pull(moved, truth, new Float32Array(posterior.length));
  };
  for (let k = 0; k < posterior.length; k++) {
    const slope = (pullAt(k, 0.01) - pullAt(k, -0.01)) / 0.02;
    expect(gradient[k]! - 1).toBeCloseTo(slope, 3);
    // Neither light's unit nor any variance is pulled.
    if (![1, 2].includes(k % (2 * UNITS))) expect(gradient[k]).toBe(1);
  }
});

test('without a weight, a full circle or a known angle there is none', () => {
  expect(createGuide(groups, factors, 0)).toBeUndefined();
  expect(createGuide([groupOf('light', 1, [light])], factors, 1)).toBeUndefined();
  expect(createGuide(groups, [light, { name: 'azimuth', parameters: [] }], 1)).toBeUndefined();
});
