import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bottleneck, StepDraw } from '../../src/code/bottleneck.js';
import type { Group } from '../../src/code/groups.js';
import { createBottleneck, type ObjectiveOptions, objectives } from '../../src/code/objectives/objectives.js';
import { averagePairs, sharedUnits } from '../../src/code/objectives/pairs.js';
import { totalCorrelation } from '../../src/code/objectives/totalCorrelation.js';
import { joinPosterior, type Posterior, splitPosterior } from '../../src/code/posterior.js';
import { Random } from '../../src/numeric/random.js';

const UNITS = 4;
const groups: Group[] = [
  { name: 'x', units: 1, factors: ['x'] },
  { name: 'rest', units: 3, factors: ['rest'] },
];
const options: ObjectiveOptions = {
  objective: 'vae',
  beta: 4,
  inactive: 'mean',
  clamping: 'after',
  invariance: 0,
  clampedGradient: 'exact',
  clampedKl: 'keep',
  klWeight: 0.7,
};

function normals(name: string, length: number): Float32Array {
  const random = new Random('test', name);
  return Float32Array.from({ length }, () => random.normal());
}

function drawOf(posterior: Float32Array, epsilon: Float32Array): StepDraw {
  return { sets: [{ active: ['x'], images: posterior.length / (2 * UNITS) }], shifts: [1], epsilon };
}

/** The decoder's loss in these tests: sum_i g_i z_i + z_i^2 / 2, whose gradient is g + z. */
const g = normals('decoder', 6 * UNITS);

function lossOf(bottleneck: Bottleneck, posterior: Float32Array, epsilon: Float32Array): number {
  const { z, penalty } = bottleneck.forward(posterior, drawOf(posterior, epsilon));
  return z.reduce((sum, x, i) => sum + g[i]! * x + (x * x) / 2, penalty);
}

test.each(
  objectives.flatMap((objective) => [
    { objective, batch: 6 },
    { objective, batch: 5 },
  ]),
)('the gradient of $objective is that of its loss, $batch images', ({ objective, batch }) => {
  const bottleneck = createBottleneck(groups, { ...options, objective });
  const posterior = normals('posterior', batch * 2 * UNITS);
  const epsilon = normals('epsilon', batch * UNITS);
  const { z } = bottleneck.forward(posterior, drawOf(posterior, epsilon));
  const gradient = bottleneck.backward(z.map((x, i) => g[i]! + x));
  const h = 2 ** -7;
  for (let i = 0; i < posterior.length; i++) {
    // Four points: posteriors are single precision, so steps must be large and their error of a high order.
    const at = (steps: number) => lossOf(bottleneck, posterior.with(i, posterior[i]! + steps * h), epsilon);
    const finite = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h);
    expect(Math.abs(gradient[i]! - finite), `posterior[${i}]`).toBeLessThan(2e-3 * (1 + Math.abs(finite)));
  }
});

test('no objective goes back before it went forward', () => {
  for (const objective of objectives)
    expect(() => createBottleneck(groups, { ...options, objective }).backward(g)).toThrow(/before forward/);
});

test('the VAE is the beta-VAE and the beta-TCVAE with beta 1', () => {
  const posterior = normals('posterior', 6 * 2 * UNITS);
  const epsilon = normals('epsilon', 6 * UNITS);
  const [vae, beta, tc] = (['vae', 'beta-vae', 'beta-tcvae'] as const).map((objective) => {
    const bottleneck = createBottleneck(groups, { ...options, objective, beta: 1 });
    const { penalty } = bottleneck.forward(posterior, drawOf(posterior, epsilon));
    return { penalty, gradient: bottleneck.backward(g) };
  });
  expect(beta).toEqual(vae);
  expect(tc).toEqual(vae);
});

test('total correlation of one image, or of independent units with one posterior for all images, is that constant', () => {
  // One posterior for all: q(z) is that posterior, a product, in every one of the batch's terms.
  const batch = 7;
  const same = { mu: new Float32Array(batch * UNITS), logVar: new Float32Array(batch * UNITS) };
  const { value, dz } = totalCorrelation(normals('z', batch * UNITS), same, UNITS);
  // Each of the estimate's logarithms of sums holds log(batch) too often: once jointly, once for each unit.
  expect(value).toBeCloseTo(batch * Math.log(batch) * (1 - UNITS), 4);
  expect(Math.max(...dz.map(Math.abs))).toBeLessThan(1e-6);
});

test('total correlation of two far pairs of clusters is that of one bit', () => {
  // Unit 0 and unit 1 are both -50 or both +50: they share log 2. In closed form, with a narrow posterior each.
  const mu = Float32Array.of(-50, -50, -50, -50, 50, 50, 50, 50);
  const z = mu.slice();
  const logVar = new Float32Array(8);
  const { value } = totalCorrelation(z, { mu, logVar }, 2);
  // The constant that the estimate lacks is (units - 1) log(batch) for each image.
  expect(value / 4 + Math.log(4)).toBeCloseTo(Math.log(2), 6);
});

const posteriorOf = (mu: number[], logVar = mu.map(() => 0)): Posterior => ({
  mu: Float32Array.from(mu),
  logVar: Float32Array.from(logVar),
});

test('a pair shares the units that diverge by less than the middle', () => {
  // Divergences are half the squared differences: 0, 0.5, 4.5, 8. Their middle is 4.
  expect([...sharedUnits(posteriorOf([0, 0, 0, 0, 0, 1, 3, 4]), 4)]).toEqual([1, 1, 0, 0]);
});

test('shared units get the mean of means and of variances, others and a last image alone stay', () => {
  const posterior = posteriorOf([1, 2, 3, 4, 5, 6], [Math.log(1), 0, Math.log(3), 0, Math.log(5), 0]);
  const { mu, logVar } = averagePairs(posterior, Uint8Array.of(1, 0), 2);
  expect([...mu]).toEqual([2, 2, 2, 4, 5, 6]);
  expect([...logVar].map((l) => Math.round(1e4 * Math.exp(l)) / 1e4)).toEqual([2, 1, 2, 1, 5, 1]);
});

test('which units are shared does not depend on which image is the first', () => {
  const unit = fc.record({
    mu: fc.tuple(fc.float({ min: -3, max: 3, noNaN: true }), fc.float({ min: -3, max: 3, noNaN: true })),
    logVar: fc.tuple(fc.float({ min: -6, max: 1, noNaN: true }), fc.float({ min: -6, max: 1, noNaN: true })),
  });
  fc.assert(
    fc.property(fc.array(unit, { minLength: 1, maxLength: 6 }), (code) => {
      const order = (first: 0 | 1) =>
        posteriorOf(
          [first, 1 - first].flatMap((image) => code.map((one) => one.mu[image]!)),
          [first, 1 - first].flatMap((image) => code.map((one) => one.logVar[image]!)),
        );
      const shared = sharedUnits(order(0), code.length);
      expect(sharedUnits(order(1), code.length)).toEqual(shared);
      expect(shared.includes(0)).toBe(true);
    }),
  );
});

test('posteriors come apart and together again', () => {
  const posterior = normals('posterior', 3 * 2 * UNITS);
  expect(joinPosterior(splitPosterior(posterior, UNITS), UNITS)).toEqual(posterior);
});
