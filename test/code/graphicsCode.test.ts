import { expect, test } from 'vitest';
import { clamp } from '../../src/code/clamp.js';
import { type CodeOptions, GraphicsCode } from '../../src/code/graphicsCode.js';
import type { Group } from '../../src/code/groups.js';
import { Vae } from '../../src/code/objectives/vae.js';
import { Random } from '../../src/numeric/random.js';

const groups: Group[] = [
  { name: 'azimuth', units: 1, factors: ['azimuth'] },
  { name: 'intrinsic', units: 3, factors: ['shape'] },
];
const UNITS = 4;
const BATCH = 5;
const paper: CodeOptions = {
  clamping: 'after',
  invariance: 0.01,
  clampedGradient: 'stop',
  clampedKl: 'keep',
  klWeight: 1,
};

function normals(name: string, length: number): Float32Array {
  const random = new Random('test', name);
  return Float32Array.from({ length }, () => random.normal());
}

const posterior = normals('posterior', BATCH * 2 * UNITS);
const epsilon = normals('epsilon', BATCH * UNITS);
/** The decoder's loss in these tests: sum_i g_i z_i + z_i^2 / 2, whose gradient is g + z. */
const g = normals('decoder', BATCH * UNITS);

/** What `backward` must be the gradient of, written down once more as plain formulas in double precision. */
function objective(p: Float64Array, options: CodeOptions, active: 'azimuth' | 'shape'): number {
  const trained = (u: number) => (u === 0) === (active === 'azimuth');
  const at = (which: 0 | 1) => (i: number, u: number) => p[i * 2 * UNITS + which * UNITS + u]!;
  const frozen = (which: 0 | 1) => (i: number, u: number) => posterior[i * 2 * UNITS + which * UNITS + u]!;
  const average = (f: (i: number, u: number) => number, u: number) =>
    Array.from({ length: BATCH }, (_, i) => f(i, u)).reduce((a, b) => a + b) / BATCH;
  const [mu, logVar] = [at(0), at(1)];
  const noise = (i: number, u: number) => epsilon[i * UNITS + u]!;
  const sampleOf = (m: typeof mu, l: typeof mu) => (i: number, u: number) =>
    m(i, u) + Math.exp(l(i, u) / 2) * noise(i, u);
  // A stopped gradient: the mean of the values as they are, not as they are varied.
  const source = options.clampedGradient === 'mean' ? at : frozen;
  const clampTo = (f: typeof mu, constant: typeof mu) => (i: number, u: number) =>
    trained(u) ? f(i, u) : average(constant, u);
  const z =
    options.clamping === 'before'
      ? sampleOf(clampTo(mu, source(0)), clampTo(logVar, source(1)))
      : clampTo(sampleOf(mu, logVar), sampleOf(source(0), source(1)));
  const spread = (f: typeof mu, u: number, i: number) => (f(i, u) - average(f, u)) ** 2 / 2;
  let sum = 0;
  for (let i = 0; i < BATCH; i++)
    for (let u = 0; u < UNITS; u++) {
      sum += g[i * UNITS + u]! * z(i, u) + z(i, u) ** 2 / 2;
      if (options.clampedKl === 'keep' || trained(u))
        sum += (options.klWeight * (mu(i, u) ** 2 + Math.exp(logVar(i, u)) - 1 - logVar(i, u))) / 2;
      if (trained(u)) continue;
      if (options.clamping === 'after') sum += options.invariance * spread(sampleOf(mu, logVar), u, i);
      else sum += options.invariance * (spread(mu, u, i) + spread(logVar, u, i));
    }
  return sum;
}

const variants: [string, Partial<CodeOptions>][] = [
  ["the paper's", {}],
  ['clamped before sampling', { clamping: 'before' }],
  ['a stronger pull', { invariance: 3 }],
  ['through the mean', { clampedGradient: 'mean' }],
  ['through the mean, before sampling', { clampedGradient: 'mean', clamping: 'before', invariance: 0.5 }],
  ['without the KL of clamped units', { clampedKl: 'drop' }],
  ['another KL weight', { klWeight: 0.2 }],
];

for (const [name, change] of variants)
  for (const active of ['azimuth', 'shape'] as const)
    test(`the gradient is that of the objective: ${name}, ${active} varies`, () => {
      const options = { ...paper, ...change };
      const code = new GraphicsCode(groups, options);
      const { z } = code.forward(posterior, [active], epsilon);
      const gradient = code.backward(g.map((x, i) => x + z[i]!));
      const h = 1e-4;
      for (let i = 0; i < posterior.length; i++) {
        const shifted = (by: number) => {
          const p = Float64Array.from(posterior);
          p[i]! += by;
          return objective(p, options, active);
        };
        const finite = (shifted(h) - shifted(-h)) / (2 * h);
        expect(Math.abs(gradient[i]! - finite), `posterior[${i}]`).toBeLessThan(
          1e-4 * (1 + Math.abs(finite)),
        );
      }
    });

test('clamped after sampling, inactive units are the same in all images and the mean of the samples', () => {
  const free = new Vae(groups, 1).forward(posterior, ['azimuth'], epsilon);
  const { z } = new GraphicsCode(groups, paper).forward(posterior, ['azimuth'], epsilon);
  for (let i = 0; i < BATCH; i++) {
    expect(z[i * UNITS]).toBe(free.z[i * UNITS]);
    for (let u = 1; u < UNITS; u++) expect(z[i * UNITS + u]).toBe(z[u]);
  }
  expect(z).toEqual(clamp(free.z, Uint8Array.of(1, 0, 0, 0)));
});

test('clamped before sampling, the noise of inactive units still differs', () => {
  const { z } = new GraphicsCode(groups, { ...paper, clamping: 'before' }).forward(
    posterior,
    ['azimuth'],
    epsilon,
  );
  expect(z[UNITS + 1]).not.toBe(z[1]);
});

test('descent along invariance targeting pulls clamped units together and leaves their mean', () => {
  const options: CodeOptions = { ...paper, klWeight: 0, invariance: 0.25 };
  const silent = new Float32Array(BATCH * UNITS);
  const column = (p: Float32Array, u: number) =>
    Array.from({ length: BATCH }, (_, i) => p[i * 2 * UNITS + u]!);
  const variance = (x: number[]) => {
    const m = x.reduce((a, b) => a + b) / x.length;
    return x.reduce((a, b) => a + (b - m) ** 2, 0);
  };
  const code = new GraphicsCode(groups, options);
  code.forward(posterior, ['azimuth'], new Float32Array(BATCH * UNITS));
  const gradient = code.backward(silent);
  const next = posterior.map((p, i) => p - gradient[i]!);
  for (let u = 1; u < UNITS; u++) {
    // One step of rate 1 and weight 1/4 leaves 3/4 of each difference, so (3/4)^2 of the variance.
    expect(variance(column(next, u)) / variance(column(posterior, u))).toBeCloseTo(0.5625, 5);
    expect(column(next, u).reduce((a, b) => a + b)).toBeCloseTo(
      column(posterior, u).reduce((a, b) => a + b),
      5,
    );
  }
  expect(column(next, 0)).toEqual(column(posterior, 0));
});

test('backward before forward is a fault', () => {
  expect(() => new GraphicsCode(groups, paper).backward(g)).toThrow(/before forward/);
});
