import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Parameters } from '../../src/network/parameters.js';
import { Random } from '../../src/numeric/random.js';
import { Adam, type AdamOptions } from '../../src/training/adam.js';

/** Half the distance between floats near 1. */
const ROUNDING = 2 ** -24;

function drawn(length: number, random: Random, scale: number): Parameters {
  const parameters = Parameters.layOut([{ name: 'w', shape: [length] }]);
  parameters.data.forEach((_, i, data) => {
    data[i] = scale * random.normal();
  });
  return parameters;
}

/** An optimiser whose parameters start as those. */
function startedAt({ specs, data }: Parameters, options: AdamOptions): Adam {
  const adam = new Adam(specs, options);
  adam.parameters.data.set(data);
  return adam;
}

test('two steps of Adam, by hand', () => {
  const { specs } = Parameters.layOut([{ name: 'w', shape: [2] }]);
  const adam = new Adam(specs, { beta1: 0.9, beta2: 0.99 });
  const { parameters, gradients } = adam;
  parameters.data.set([1, -2]);
  gradients.data.set([4, -0.5]);
  adam.update(0.1, 1);
  // The first bias-corrected step is the learning rate itself, whatever the size of the gradient.
  expect(parameters.data[0]).toBeCloseTo(0.9, 6);
  expect(parameters.data[1]).toBeCloseTo(-1.9, 6);
  gradients.data.set([-1, 0]);
  adam.update(0.1, 2);
  // m = 0.9 * 0.4 - 0.1 = 0.26, v = 0.99 * 0.16 + 0.01 = 0.1684, corrected by 1 - 0.81 and 1 - 0.9801.
  expect(parameters.data[0]).toBeCloseTo(0.9 - (0.1 * (0.26 / 0.19)) / Math.sqrt(0.1684 / 0.0199), 6);
  // m = -0.045, v = 0.99 * 0.0025.
  expect(parameters.data[1]).toBeCloseTo(-1.9 + (0.1 * (0.045 / 0.19)) / Math.sqrt(0.002475 / 0.0199), 6);
});

test('each step is that of double precision, rounded: any length, step and size of gradients', () => {
  const cases = fc.record({
    length: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(8191, 8192, 8193, 16390)),
    step: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 1e6 })),
    scale: fc.constantFrom(1e-12, 1e-5, 1, 1e4, 1e15),
    betas: fc.constantFrom([0.9, 0.99], [0.9, 0.999], [0.5, 0.5], [0, 0.9]),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(cases, ({ length, step, scale, betas, seed }) => {
      const [beta1, beta2] = betas as [number, number];
      const random = new Random(seed, 'adam');
      const adam = startedAt(drawn(length, random, 1), { beta1, beta2 });
      const { parameters, gradients } = adam;
      gradients.data.set(drawn(length, random, scale).data);
      adam.firstMoment.data.set(drawn(length, random, scale).data);
      adam.secondMoment.data.set(drawn(length, random, scale).data.map((x) => x * x));
      if (length > 2) gradients.data[length - 2] = 0;
      const [p0, m0, v0] = [parameters, adam.firstMoment, adam.secondMoment].map(({ data }) => data.slice());
      const g = gradients.data.slice();
      adam.update(1e-3, step);
      expect(gradients.data).toEqual(g);
      let worst = 0;
      for (let i = 0; i < length; i++) {
        const squared = g[i]! * g[i]!;
        const [m, v] = [adam.firstMoment.data[i]!, adam.secondMoment.data[i]!];
        const moved = ((1e-3 / (1 - beta1 ** step)) * m) / (Math.sqrt(v / (1 - beta2 ** step)) + 1e-8);
        const inRoundings = (difference: number, size: number) =>
          Math.abs(difference) / (ROUNDING * size + 1e-44);
        worst = Math.max(
          worst,
          inRoundings(m - (beta1 * m0![i]! + (1 - beta1) * g[i]!), Math.abs(m0![i]!) + Math.abs(g[i]!)),
          inRoundings(v - (beta2 * v0![i]! + (1 - beta2) * squared), v0![i]! + squared),
          inRoundings(parameters.data[i]! - (p0![i]! - moved), Math.abs(p0![i]!) + 8 * Math.abs(moved)),
        );
      }
      expect(worst).toBeLessThan(4);
    }),
  );
});

test('a hundred steps stay beside those of double precision', () => {
  const [beta1, beta2, rate, length] = [0.9, 0.99, 1e-3, 1003];
  const random = new Random(1, 'adam');
  const adam = startedAt(drawn(length, random, 1), { beta1, beta2 });
  const { parameters, gradients } = adam;
  const p = Float64Array.from(parameters.data);
  const [m, v] = [new Float64Array(length), new Float64Array(length)];
  for (let step = 1; step <= 100; step++) {
    gradients.data.set(drawn(length, random, 100).data);
    adam.update(rate, step);
    for (const [i, g] of gradients.data.entries()) {
      m[i] = beta1 * m[i]! + (1 - beta1) * g;
      v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
      p[i]! -= (rate * (m[i]! / (1 - beta1 ** step))) / (Math.sqrt(v[i]! / (1 - beta2 ** step)) + 1e-8);
    }
  }
  const furthest = p.reduce((worst, x, i) => Math.max(worst, Math.abs(x - parameters.data[i]!)), 0);
  expect(furthest).toBeLessThan(1e-5);
});

test('what has never had a gradient stays where it is; NaN goes through, and no further', () => {
  const adam = startedAt(drawn(7, new Random(2, 'adam'), 1), { beta1: 0.9, beta2: 0.99 });
  const { parameters, gradients } = adam;
  const before = parameters.data.slice();
  for (let step = 1; step <= 3; step++) adam.update(0.1, step);
  expect(parameters.data).toEqual(before);
  gradients.data[5] = NaN;
  adam.update(0.1, 4);
  expect(parameters.data).toEqual(before.with(5, NaN));
});
