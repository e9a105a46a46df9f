import { describe, expect, it } from 'vitest';
import { toLatent, toValues } from '../../src/inference/latent.js';
import { normalCdf, normalQuantile } from '../../src/inference/normal.js';
import type { Parameter } from '../../src/scene/scene.js';

describe('the normal distribution', () => {
  it.each([
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1.959963984540054, 0.025],
    [3, 0.9986501019683699],
    [-5, 2.866515718791939e-7],
  ])('knows the tables at %d', (x, p) => {
    expect(normalCdf(x)).toBeCloseTo(p, 14);
  });

  it('inverts itself', () => {
    for (const p of [1e-9, 1e-5, 0.1, 0.5, 0.77, 0.999, 1 - 1e-9]) {
      const x = normalQuantile(p);
      expect(normalCdf(x)).toBeCloseTo(p, 13);
      expect(normalQuantile(1 - p)).toBeCloseTo(-x, 6);
    }
  });
});

describe('latents', () => {
  const parameters: readonly Parameter[] = [
    { name: 'azimuth', unit: 'degree', prior: { kind: 'uniform', min: -80, max: 40 } },
    { name: 'shape.1', unit: 'sigma', prior: { kind: 'normal' } },
    { name: 'model', unit: 'level', prior: { kind: 'level', count: 4 } },
  ];

  it('come back as the values they came from', () => {
    for (const values of [
      [-79, -2.5, 0],
      [0, 0, 2],
      [39, 3, 3],
    ])
      expect(
        [...toValues(parameters, toLatent(parameters, values))].map((v) => Math.round(v * 1e4) / 1e4),
      ).toEqual(values);
  });

  it('never leave the range, however far out', () => {
    expect([...toValues(parameters, [-50, -50, -50])]).toEqual([-80, -50, 0]);
    expect([...toValues(parameters, [50, 50, 50])]).toEqual([40, 50, 3]);
    expect(toLatent(parameters, [400, 1, 3])[0]).toBeCloseTo(4.26, 1);
  });
});
