import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calibrateCircle } from '../../src/code/calibrateCircle.js';
import { toAngle, toDirection } from '../../src/code/circle.js';
import { describeCode } from '../../src/code/description.js';
import { Random } from '../../src/numeric/random.js';
import { controlsOf } from '../../src/rerender/controls.js';
import { planSettings } from '../../src/rerender/settings.js';
import { sweep } from '../../src/rerender/sweep.js';
import type { Factor } from '../../src/scene/scene.js';
import {
  circularCorrelation,
  frontBackShare,
  meanAngularError,
  wrap,
} from '../../src/statistics/circular.js';

const DEGREE = Math.PI / 180;

function allRound(n: number): Float32Array {
  const random = new Random('circle', n);
  return Float32Array.from({ length: n }, () => random.uniform(-180, 180));
}

/** Units that run round an ellipse off the origin, either way, with noise. */
function units(truth: Float32Array, way: 1 | -1, noise = 0): Float32Array {
  const random = new Random('circle', 'noise');
  return Float32Array.from({ length: 2 * truth.length }, (_, i) => {
    const angle = way * truth[i >> 1]! * DEGREE + 0.7;
    return (
      (i % 2 === 0 ? 0.4 + 1.3 * Math.cos(angle) : 0.8 * Math.sin(angle) - 0.2) + noise * random.normal()
    );
  });
}

test.each([1, -1] as const)('reads an angle off a curve in the plane without a tear, direction %d', (way) => {
  const truth = allRound(4000);
  const map = calibrateCircle('azimuth', units(truth, way), truth);
  expect(map.meanAbsoluteError).toBeLessThan(0.5);
  expect(map.circularCorrelation).toBeGreaterThan(0.999);
  expect(map.frontBack).toBe(0);
  expect(map.etaSquared).toBeGreaterThan(0.98);
  for (let angle = -180; angle <= 180; angle += 5)
    expect(Math.abs(wrap(toAngle(map, units(Float32Array.of(angle), way)) - angle))).toBeLessThan(2);
});

/** A figure of eight that a third unit opens: seen from the front and from behind, outlines are the same. */
function eight(truth: Float32Array, width: 2 | 3, noise: number): Float32Array {
  const random = new Random('circle', 'eight');
  return Float32Array.from({ length: width * truth.length }, (_, i) => {
    const angle = truth[Math.floor(i / width)]! * DEGREE;
    return [Math.sin(angle), Math.sin(2 * angle), Math.cos(angle)][i % width]! + noise * random.normal();
  });
}

test('what crosses itself in a plane is read with one unit more', () => {
  const truth = allRound(4000);
  const flat = calibrateCircle('azimuth', eight(truth, 2, 0.1), truth);
  const open = calibrateCircle('azimuth', eight(truth, 3, 0.1), truth);
  expect(flat.frontBack).toBeGreaterThan(0.02);
  expect(open.frontBack).toBe(0);
  expect(open.meanAbsoluteError).toBeLessThan(4);
});

test('a unit of noise alone counts for little beside one that says much', () => {
  const truth = allRound(4000);
  const pairs = units(truth, 1, 0.02);
  const random = new Random('circle', 'loud');
  const loud = Float32Array.from({ length: 12_000 }, (_, i) =>
    i % 3 === 2 ? 5 * random.normal() : pairs[2 * Math.floor(i / 3) + (i % 3)]!,
  );
  expect(calibrateCircle('azimuth', loud, truth).meanAbsoluteError).toBeLessThan(1.5);
});

test('reads every point of the curve at its own place, whatever the data and however many the units', () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 2, max: 4 })
        .chain((width) =>
          fc.array(
            fc.tuple(
              fc.integer({ min: -180, max: 180 }),
              fc.array(fc.integer({ min: -100, max: 100 }), { minLength: width, maxLength: width }),
            ),
            { minLength: 1, maxLength: 200 },
          ),
        ),
      (points) => {
        const truth = Float32Array.from(points, ([t]) => t);
        const values = Float32Array.from(points.flatMap(([, units]) => units.map((value) => value / 50)));
        const map = JSON.parse(JSON.stringify(calibrateCircle('azimuth', values, truth)));
        for (let angle = -180; angle < 180; angle += 7) {
          const place = toDirection(map, angle);
          expect(toDirection(map, angle + 360)).toEqual(place);
          const again = toDirection(map, toAngle(map, place));
          for (const [u, deviation] of map.spread.entries())
            expect(Math.abs(again[u]! - place[u]!) / Math.max(deviation, 1e-3)).toBeLessThan(1e-3);
        }
        expect(Number.isFinite(map.meanAbsoluteError)).toBe(true);
      },
    ),
  );
});

test('units that say nothing are read by chance: 90 degrees off on average', () => {
  const truth = allRound(3000);
  const random = new Random('circle', 'nothing');
  const map = calibrateCircle(
    'azimuth',
    Float32Array.from({ length: 6000 }, () => random.normal()),
    truth,
  );
  expect(map.meanAbsoluteError).toBeGreaterThan(80);
  expect(Math.abs(map.circularCorrelation)).toBeLessThan(0.1);
  expect(map.etaSquared).toBeLessThan(0.05);
});

test('one unit tears where two do not: neighbours on both sides of the seam', () => {
  const truth = allRound(2000);
  const map = calibrateCircle('azimuth', units(truth, 1, 0.1), truth);
  const [a, b] = [toDirection(map, 179), toDirection(map, -179)];
  expect(Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!)).toBeLessThan(0.1);
});

test('circular correlation knows turns, mirrors and chance', () => {
  const truth = allRound(2000);
  const turned = truth.map((angle) => wrap(angle + 130));
  expect(circularCorrelation(truth, turned)).toBeCloseTo(1, 6);
  expect(
    circularCorrelation(
      truth,
      truth.map((angle) => -angle),
    ),
  ).toBeCloseTo(-1, 6);
  expect(Math.abs(circularCorrelation(truth, allRound(2001)))).toBeLessThan(0.1);
  expect(meanAngularError([179, -90], [-179, 90])).toBeCloseTo((2 + 180) / 2);
  expect(frontBackShare([179, -90, 10], [-179, 60, 20])).toBeCloseTo(1 / 3);
});

const factors: readonly Factor[] = [
  {
    name: 'azimuth',
    parameters: [
      { name: 'azimuth', unit: 'degree', prior: { kind: 'uniform', min: -180, max: 180 }, circular: true },
    ],
  },
  {
    name: 'identity',
    parameters: [1, 2].map((i) => ({ name: `i.${i}`, unit: 'sigma', prior: { kind: 'normal' } })),
  },
];
const groups = [
  { name: 'azimuth', units: 2, factors: ['azimuth'], circular: true },
  { name: 'identity', units: 2, factors: ['identity'] },
] as const;

test('a direction is one control, which is swept once round and set to any turn', () => {
  const angles = allRound(1000);
  const pairs = units(angles, 1);
  const mu = Float32Array.from({ length: 4000 }, (_, i) =>
    i % 4 < 2 ? pairs[2 * (i >> 2) + (i % 4)]! : i % 3,
  );
  const truth = Float32Array.from({ length: 3000 }, (_, i) => (i % 3 === 0 ? angles[i / 3]! : 0));
  const described = { groups, ...describeCode(groups, factors, mu, truth) };
  expect(Object.keys(described.calibrations)).toEqual(['azimuth']);
  expect(Object.keys(described.directions)).toEqual(['identity']);
  const [azimuth] = controlsOf(described);
  const code = Float32Array.of(1, 0, 5, 6);
  const frames = sweep(code, azimuth!, 24);
  const seen = frames.map((frame) => azimuth!.read(frame.code));
  for (const [i, angle] of seen.entries())
    expect(Math.abs(wrap(seen[(i + 1) % 24]! - angle - 15))).toBeLessThan(0.01);
  expect(frames.every((frame) => frame.code[2] === 5 && frame.code[3] === 6)).toBe(true);
  expect(azimuth!.read(azimuth!.turn(code, 200))).toBeCloseTo(-160, 3);
  expect(planSettings(described, { azimuth: 200 }).notices).toEqual([]);
});

test('where nobody knows the truth, a direction is swept along its principal directions', () => {
  const { calibrations, directions } = describeCode(groups, factors, units(allRound(100), 1), undefined);
  expect(calibrations).toEqual({});
  expect(Object.keys(directions)).toEqual(['azimuth', 'identity']);
});
