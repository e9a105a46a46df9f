import { expect, test } from 'vitest';
import type { StepDraw } from '../../src/code/bottleneck.js';
import { type ClampOptions, type CodeOptions, GraphicsCode } from '../../src/code/graphicsCode.js';
import type { Group } from '../../src/code/groups.js';
import { Vae } from '../../src/code/objectives/vae.js';
import { exchangeShifts } from '../../src/code/sets.js';
import { Random } from '../../src/numeric/random.js';

const groups: Group[] = [
  { name: 'azimuth', units: 1, factors: ['azimuth'] },
  { name: 'intrinsic', units: 3, factors: ['shape'] },
];
const UNITS = 4;
const BATCH = 5;
const paper: ClampOptions = {
  inactive: 'mean',
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

/** Five images: a set of three and one of two, or all of them in one. */
const layouts: Record<string, StepDraw> = {
  'one set': { sets: [{ active: ['azimuth'], images: 5 }], shifts: [3], epsilon },
  'the other factor': { sets: [{ active: ['shape'], images: 5 }], shifts: [1], epsilon },
  'two sets of two kinds': {
    sets: [
      { active: ['azimuth'], images: 3 },
      { active: ['shape'], images: 2 },
    ],
    shifts: [2, 1],
    epsilon,
  },
  'sets of one image': {
    sets: [
      { active: ['azimuth'], images: 1 },
      { active: ['shape'], images: 4 },
    ],
    shifts: [0, 3],
    epsilon,
  },
};

/** What `backward` must be the gradient of, written down once more as plain formulas in double precision. */
function objective(p: Float64Array, options: CodeOptions, draw: StepDraw): number {
  const at = (which: 0 | 1) => (i: number, u: number) => p[i * 2 * UNITS + which * UNITS + u]!;
  const frozen = (which: 0 | 1) => (i: number, u: number) => posterior[i * 2 * UNITS + which * UNITS + u]!;
  const [mu, logVar] = [at(0), at(1)];
  const noise = (i: number, u: number) => epsilon[i * UNITS + u]!;
  const sampleOf = (m: typeof mu, l: typeof mu) => (i: number, u: number) =>
    m(i, u) + Math.exp(l(i, u) / 2) * noise(i, u);
  let sum = 0;
  let start = 0;
  for (const [j, { active, images }] of draw.sets.entries()) {
    const first = start;
    const trained = (u: number) => (u === 0) === active.includes('azimuth');
    const average = (f: typeof mu, u: number) =>
      Array.from({ length: images }, (_, i) => f(first + i, u)).reduce((a, b) => a + b) / images;
    const replaced = (f: typeof mu, constant: typeof mu) => (i: number, u: number) => {
      if (trained(u)) return f(i, u);
      if (options.inactive === 'exchange') return f(first + ((i - first + draw.shifts[j]!) % images), u);
      return options.inactive === 'first' ? constant(first, u) : average(constant, u);
    };
    // A stopped gradient: the values as they are, not as they are varied.
    const source = options.inactive !== 'exchange' && options.clampedGradient === 'stop' ? frozen : at;
    const z =
      options.inactive !== 'exchange' && options.clamping === 'before'
        ? sampleOf(replaced(mu, source(0)), replaced(logVar, source(1)))
        : replaced(sampleOf(mu, logVar), sampleOf(source(0), source(1)));
    const spread = (f: typeof mu, u: number, i: number) => (f(i, u) - average(f, u)) ** 2 / 2;
    for (let i = first; i < first + images; i++)
      for (let u = 0; u < UNITS; u++) {
        sum += g[i * UNITS + u]! * z(i, u) + z(i, u) ** 2 / 2;
        if (options.inactive === 'exchange' || options.clampedKl === 'keep' || trained(u))
          sum += (options.klWeight * (mu(i, u) ** 2 + Math.exp(logVar(i, u)) - 1 - logVar(i, u))) / 2;
        if (trained(u) || options.inactive === 'exchange') continue;
        if (options.clamping === 'after') sum += options.invariance * spread(sampleOf(mu, logVar), u, i);
        else sum += options.invariance * (spread(mu, u, i) + spread(logVar, u, i));
      }
    start += images;
  }
  return sum;
}

const variants: [string, CodeOptions][] = [
  ["the paper's", paper],
  ['clamped before sampling', { ...paper, clamping: 'before' }],
  ['a stronger pull', { ...paper, invariance: 3 }],
  ['through the mean', { ...paper, clampedGradient: 'exact' }],
  ['through the mean, before', { ...paper, clampedGradient: 'exact', clamping: 'before', invariance: 0.5 }],
  ['without the KL of clamped units', { ...paper, clampedKl: 'drop' }],
  ['another KL weight', { ...paper, klWeight: 0.2 }],
  ['the first image', { ...paper, inactive: 'first' }],
  ['the first image, exactly', { ...paper, inactive: 'first', clampedGradient: 'exact' }],
  [
    'the first image, before',
    { ...paper, inactive: 'first', clampedGradient: 'exact', clamping: 'before', clampedKl: 'drop' },
  ],
  ['exchange', { inactive: 'exchange', klWeight: 1 }],
  ['exchange, another KL weight', { inactive: 'exchange', klWeight: 0.1 }],
];

for (const [name, options] of variants)
  for (const [layout, draw] of Object.entries(layouts))
    test(`the gradient is that of the objective: ${name}, ${layout}`, () => {
      const code = new GraphicsCode(groups, options);
      const { z } = code.forward(posterior, draw);
      const gradient = code.backward(g.map((x, i) => x + z[i]!));
      const h = 1e-4;
      for (let i = 0; i < posterior.length; i++) {
        const shifted = (by: number) => {
          const p = Float64Array.from(posterior);
          p[i]! += by;
          return objective(p, options, draw);
        };
        const finite = (shifted(h) - shifted(-h)) / (2 * h);
        expect(Math.abs(gradient[i]! - finite), `posterior[${i}]`).toBeLessThan(
          1e-4 * (1 + Math.abs(finite)),
        );
      }
    });

test('each image takes its inactive units from the image that its set is shifted to', () => {
  const draw = layouts['two sets of two kinds']!;
  const free = new Vae(groups, 1).forward(posterior, draw).z;
  const { z } = new GraphicsCode(groups, { inactive: 'exchange', klWeight: 1 }).forward(posterior, draw);
  const from = [2, 0, 1, 4, 3];
  for (let i = 0; i < BATCH; i++)
    for (let u = 0; u < UNITS; u++) {
      const own = (u === 0) === i < 3;
      expect(z[i * UNITS + u]).toBe(free[(own ? i : from[i]!) * UNITS + u]);
    }
});

test('shifts are those of seed and step, and reach every other image of a set but never the image itself', () => {
  const sets = [
    { active: ['azimuth'], images: 4 },
    { active: ['shape'], images: 1 },
  ];
  const drawn = Array.from({ length: 200 }, (_, step) => exchangeShifts(7, step, sets));
  expect(exchangeShifts(7, 12, sets)).toEqual(drawn[12]);
  expect(new Set(drawn.map(([shift]) => shift))).toEqual(new Set([1, 2, 3]));
  expect(new Set(drawn.map(([, shift]) => shift))).toEqual(new Set([0]));
});

const ONE = layouts['one set']!;

test('clamped after sampling, inactive units are the same in all images and the mean of the samples', () => {
  const free = new Vae(groups, 1).forward(posterior, ONE);
  const { z } = new GraphicsCode(groups, paper).forward(posterior, ONE);
  for (let i = 0; i < BATCH; i++) {
    expect(z[i * UNITS]).toBe(free.z[i * UNITS]);
    for (let u = 1; u < UNITS; u++) expect(z[i * UNITS + u]).toBe(z[u]);
  }
  for (let u = 1; u < UNITS; u++) {
    const mean =
      Array.from({ length: BATCH }, (_, i) => free.z[i * UNITS + u]!).reduce((a, b) => a + b) / BATCH;
    expect(z[u]).toBeCloseTo(mean, 6);
  }
});

test('clamped before sampling, the noise of inactive units still differs', () => {
  const { z } = new GraphicsCode(groups, { ...paper, clamping: 'before' }).forward(posterior, ONE);
  expect(z[UNITS + 1]).not.toBe(z[1]);
});

test('descent along invariance targeting pulls clamped units together and leaves their mean', () => {
  const options: ClampOptions = { ...paper, klWeight: 0, invariance: 0.25 };
  const silent = new Float32Array(BATCH * UNITS);
  const column = (p: Float32Array, u: number) =>
    Array.from({ length: BATCH }, (_, i) => p[i * 2 * UNITS + u]!);
  const variance = (x: number[]) => {
    const m = x.reduce((a, b) => a + b) / x.length;
    return x.reduce((a, b) => a + (b - m) ** 2, 0);
  };
  const code = new GraphicsCode(groups, options);
  code.forward(posterior, { ...ONE, epsilon: new Float32Array(BATCH * UNITS) });
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

test('the penalty is what is descended: dropped divergences are no part of it', () => {
  const draw = layouts['two sets of two kinds']!;
  const divergence = (i: number, u: number): number => {
    const [mu, logVar] = [posterior[i * 2 * UNITS + u]!, posterior[i * 2 * UNITS + UNITS + u]!];
    return (mu ** 2 + Math.exp(logVar) - 1 - logVar) / 2;
  };
  // Images 0 to 2 train azimuth, unit 0; images 3 and 4 the others.
  const trained = [0, 1, 2].map((i) => divergence(i, 0));
  trained.push(...[3, 4].flatMap((i) => [1, 2, 3].map((u) => divergence(i, u))));
  const penalty = (clampedKl: 'keep' | 'drop'): number =>
    new GraphicsCode(groups, { ...paper, klWeight: 0.5, clampedKl }).forward(posterior, draw).penalty;
  expect(penalty('drop')).toBeCloseTo(0.5 * trained.reduce((a, b) => a + b), 4);
  expect(penalty('keep')).toBeGreaterThan(penalty('drop'));
});
