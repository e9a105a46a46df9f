import { expect, test } from 'vitest';
import { calibrateCircle } from '../../src/code/calibrateCircle.js';
import { groupOf } from '../../src/code/groups.js';
import { readOnHalves, scoreRidge } from '../../src/evaluation/baselines.js';
import { DEFINITIONS } from '../../src/evaluation/definitions.js';
import { readUnit, scalarFactors, scoreEncoder } from '../../src/evaluation/encoder.js';
import { levelCounts, levelsOf } from '../../src/evaluation/levels.js';
import { scoreReading } from '../../src/evaluation/readings.js';
import { Random } from '../../src/numeric/random.js';
import { identityFactors } from '../../src/scene/identity.js';
import type { Factor, Prior } from '../../src/scene/scene.js';
import { meanAngularError } from '../../src/statistics/circular.js';

const objects = {
  kind: 'level',
  count: 30,
  parts: { train: [0, 24], validation: [24, 27], test: [27, 30] },
} as const satisfies Prior;

const factors: readonly Factor[] = [
  {
    name: 'azimuth',
    parameters: [
      { name: 'azimuth', unit: 'degree', prior: { kind: 'uniform', min: -180, max: 180 }, circular: true },
    ],
  },
  { name: 'identity', parameters: [{ name: 'object', unit: 'class', prior: objects }] },
];

const COUNT = 2000;
const UNITS = 5;
/** Noise of the two units, in shares of the circle's radius. */
const NOISE = 0.1;
const random = new Random('evaluation', 'circular');
const truth = Float32Array.from({ length: 2 * COUNT }, (_, i) =>
  i % 2 === 0 ? random.uniform(-180, 180) : random.integer(30),
);
const mu = Float32Array.from({ length: COUNT * UNITS }, (_, i) => {
  const angle = (truth[2 * Math.floor(i / UNITS)]! * Math.PI) / 180;
  return [Math.cos(angle), -Math.sin(angle), 0, 0, 0][i % UNITS]! + NOISE * random.normal();
});
const posteriors = { mu, logVar: new Float32Array(mu.length), units: UNITS, count: COUNT };
const angles = Float32Array.from({ length: COUNT }, (_, i) => truth[2 * i]!);
const pairs = Float32Array.from({ length: 2 * COUNT }, (_, k) => mu[(k >> 1) * UNITS + (k & 1)]!);
const [azimuth] = scalarFactors(factors);

/** The angle of a point at distance 1 with normal noise in two directions errs by this on average. */
const EXPECTED = (NOISE * Math.sqrt(2 / Math.PI) * 180) / Math.PI;

test('an angle of a full circle is scored round it: by its direction, by a new one, and by ridge', () => {
  const groups = [groupOf('azimuth', 2, [factors[0]!]), groupOf('identity', 3, [factors[1]!])];
  expect(groups.map(({ circular }) => circular)).toEqual([true, undefined]);
  const description = { groups, calibrations: { azimuth: calibrateCircle('azimuth', pairs, angles) } };
  const own = scoreEncoder(readUnit(description as never, azimuth!, posteriors, truth)!);
  const halves = scoreReading(readOnHalves(azimuth!, posteriors, truth, 0, 2));
  const ridge = scoreRidge([azimuth!], posteriors, truth).azimuth!;
  for (const score of [own, halves, ridge]) {
    expect(score.maeDegrees).toBeGreaterThan(0.9 * EXPECTED);
    expect(score.maeDegrees).toBeLessThan(1.1 * EXPECTED);
    expect(score.circularCorrelation).toBeGreaterThan(0.97);
    expect(score.frontBack).toBe(0);
  }
  expect(own.halves).toBeUndefined();
  for (const name of ['circularCorrelation', 'frontBack', 'maeDegrees'])
    expect(Object.keys(DEFINITIONS)).toContain(name);
});

test('the seam is nowhere: views near 180 degrees are read as well as others', () => {
  const reading = readOnHalves(azimuth!, posteriors, truth, 0, 2);
  const near = [...reading.truth.keys()].filter((i) => Math.abs(reading.truth[i]!) > 165);
  expect(near.length).toBeGreaterThan(50);
  const error = meanAngularError(
    near.map((i) => reading.calibrated[i]!),
    near.map((i) => reading.truth[i]!),
  );
  expect(error).toBeLessThan(1.3 * EXPECTED);
});

test('objects that are counted are an identity, of which a test shows those of its part', () => {
  expect(identityFactors(factors)).toEqual(['identity']);
  expect(levelCounts(factors, 3000)[1]).toBe(3);
  expect(levelsOf(objects, 3)).toEqual([27, 28, 29]);
  expect(levelsOf({ kind: 'choice', values: [20, 30] }, 4)).toEqual([20, 20, 30, 30]);
});
