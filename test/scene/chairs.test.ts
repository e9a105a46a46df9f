import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sampleBatch } from '../../src/dataset/sample.js';
import { type ChairPart, chairParts, makeChair } from '../../src/scene/chairs/chair.js';
import { createChairScene } from '../../src/scene/chairs/chairScene.js';
import { volumeOf } from '../../src/scene/chairs/loft.js';
import { BACKS, BASES, SEATS, type Style, styleOf } from '../../src/scene/chairs/style.js';
import { openScene } from '../../src/scene/openScene.js';
import { parametersOf } from '../../src/scene/scene.js';

const scene = createChairScene();
const WIDTH = parametersOf(scene).length;
const IDENTITY = 3;

/** [count][parameters] of chairs of the training. */
function drawn(count: number, kind = 'all', split: 'train' | 'test' = 'train'): readonly Float32Array[] {
  const values = sampleBatch(scene, { seed: 1, split, kind, index: 0 }, count);
  return Array.from({ length: count }, (_, i) => values.subarray(i * WIDTH, (i + 1) * WIDTH));
}

const styles = (count: number): readonly Style[] =>
  drawn(count).map((values) => styleOf(values.subarray(IDENTITY)));

/** Chairs at the ends of what a scene file may ask for. */
const extremes: readonly Style[] = BASES.flatMap((_, base) =>
  [-10, 10].flatMap((sigma) =>
    BACKS.map((_, back) =>
      styleOf(
        Float32Array.from(
          { length: WIDTH - IDENTITY },
          (_, i) => [base, back % SEATS.length, back, back % 4][i] ?? sigma,
        ),
      ),
    ),
  ),
);

test('every part of a chair is a closed surface, counter-clockwise from outside', () => {
  for (const style of [...styles(300), ...extremes])
    for (const { solid } of chairParts(style)) {
      expect(openEdges(solid)).toBe(0);
      expect(volumeOf(solid.positions, solid.triangles)).toBeGreaterThan(0);
      expect(solid.positions.every(Number.isFinite)).toBe(true);
    }
});

test('no part of a chair floats: each reaches into another', () => {
  for (const style of [...styles(60), ...extremes.filter((_, i) => i % 3 === 0)])
    expect(piecesOf(chairParts(style)), JSON.stringify(style)).toBe(1);
});

test('a chair stands on the floor and does not fall over', () => {
  for (const style of [...styles(1000), ...extremes]) {
    const parts = chairParts(style);
    const points = parts.flatMap(({ solid }) => pointsOf(solid.positions));
    expect(Math.min(...points.map(([, y]) => y))).toBeCloseTo(0, 3);
    // A rocker stands on two points of its runners, and rocks until its weight is above them.
    if (style.base === 'rockers') continue;
    const [x, z] = weightOf(parts);
    const ground = points.filter(([, y]) => y < 0.012);
    for (const [axis, at] of [
      [0, x],
      [2, z],
    ] as const) {
      expect(at, JSON.stringify(style)).toBeGreaterThan(Math.min(...ground.map((point) => point[axis])));
      expect(at, JSON.stringify(style)).toBeLessThan(Math.max(...ground.map((point) => point[axis])));
    }
  }
});

test('a chair fills the unit sphere', () => {
  for (const style of styles(300)) {
    const { positions } = makeChair(style);
    const lengths = pointsOf(Array.from(positions)).map(([x, y, z]) => Math.sqrt(x * x + y * y + z * z));
    expect(Math.max(...lengths)).toBeCloseTo(1, 5);
  }
});

test('a thousand chairs are a thousand pictures, and those of the test are others', () => {
  const picture = (values: Float32Array): string => {
    const seen = values.slice();
    seen.set([30, 20, 0]);
    return createHash('sha256').update(scene.render(seen, 32)).digest('hex');
  };
  const train = new Set(drawn(1000, 'identity').map(picture));
  expect(train.size).toBe(1000);
  for (const values of drawn(100, 'identity', 'test')) expect(train.has(picture(values))).toBe(false);
});

test('a chair is turned all the way round, and tipped as the camera rises', () => {
  const [values] = drawn(1) as [Float32Array];
  const at = (azimuth: number, elevation: number): Uint8Array => {
    const turned = values.slice();
    turned.set([azimuth, elevation, 0]);
    return scene.render(turned, 64);
  };
  expect(at(-180, 20)).toEqual(at(180, 20));
  expect(at(0, 20)).not.toEqual(at(180, 20));
  // From straight above, a square stool is seen as its seat alone: half a turn shows the same.
  const stool = values.slice();
  stool.set([BASES.indexOf('stool'), 0], IDENTITY);
  const above = (azimuth: number): Uint8Array => {
    const seen = stool.slice();
    seen.set([azimuth, 90, 0]);
    return scene.render(seen, 64);
  };
  const [front, rear] = [above(0), above(180)];
  expect(front.filter((x, i) => Math.abs(x - rear[i]!) > 2).length).toBeLessThan(20);
});

test('a chair at azimuth 90 faces to the right of the picture', () => {
  const values = drawn(1)[0]!.slice();
  values.set([90, 0, 0, BASES.indexOf('square legs'), 0, BACKS.indexOf('panel'), 0]);
  const picture = scene.render(values, 64);
  const dark = (from: number, to: number): number => {
    let count = 0;
    for (let y = 0; y < 26; y++) for (let x = from; x < to; x++) if (picture[y * 64 + x]! < 250) count++;
    return count;
  };
  // The upper half is the back, which is at the left when the front looks to the right.
  expect(dark(0, 32)).toBeGreaterThan(5 * Math.max(1, dark(36, 64)));
});

test("the paper's two elevations may be asked for, and are kept by the scene's name", async () => {
  const fixed = await openScene('chairs#elevation=20,30');
  expect(fixed.name).toBe('chairs#elevation=20,30');
  const values = sampleBatch(fixed, { seed: 1, split: 'train', kind: 'all', index: 0 }, 200);
  const elevations = new Set(Array.from({ length: 200 }, (_, i) => values[i * WIDTH + 1]));
  expect([...elevations].sort()).toEqual([20, 30]);
  await expect(openScene('chairs#elevation=20')).rejects.toThrow('two or more');
  await expect(openScene('faces#elevation=20,30')).rejects.toThrow('Leave out --elevation');
});

test('draws the same bits as ever', () => {
  const hash = createHash('sha256');
  for (const values of drawn(20)) hash.update(scene.render(values, 64));
  expect(hash.digest('hex')).toBe('8af586ef99f46398f832ce3c11742f74476106931a05bd719b6eee1933958802');
});

type Point = readonly [number, number, number];

function pointsOf(positions: readonly number[]): Point[] {
  return Array.from(
    { length: positions.length / 3 },
    (_, v) => positions.slice(3 * v, 3 * v + 3) as unknown as Point,
  );
}

/** Edges, by where they are, that are not passed as often in one direction as in the other. */
function openEdges({ positions, triangles }: ChairPart['solid']): number {
  const names = pointsOf(positions).map((point) => point.map((x) => x.toFixed(7)).join());
  const passed = new Map<string, number>();
  for (let t = 0; t < triangles.length; t += 3)
    for (const [a, b] of [
      [0, 1],
      [1, 2],
      [2, 0],
    ] as const) {
      const [from, to] = [names[triangles[t + a]!]!, names[triangles[t + b]!]!];
      if (from === to) continue;
      const [edge, sign] = from < to ? [`${from} ${to}`, 1] : [`${to} ${from}`, -1];
      passed.set(edge, (passed.get(edge) ?? 0) + sign);
    }
  return [...passed.values()].filter((sum) => sum !== 0).length;
}

/** x and z of the centre of mass, by the divergence theorem. */
function weightOf(parts: readonly ChairPart[]): readonly [number, number] {
  let [mass, x, z] = [0, 0, 0];
  for (const { solid } of parts) {
    const points = pointsOf(solid.positions);
    for (let t = 0; t < solid.triangles.length; t += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => points[solid.triangles[t + k]!]!) as [Point, Point, Point];
      const volume = volumeOf([...a, ...b, ...c], [0, 1, 2]);
      mass += volume;
      x += (volume * (a[0] + b[0] + c[0])) / 4;
      z += (volume * (a[2] + b[2] + c[2])) / 4;
    }
  }
  return [x / mass, z / mass];
}

/** How many pieces the parts fall into, of which two hold together where a point of one's surface is inside the other. */
function piecesOf(parts: readonly ChairPart[]): number {
  const solids = parts.map(({ solid }) => ({ solid, points: surfacePoints(solid), box: boxOf(solid) }));
  const group = solids.map((_, i) => i);
  const find = (i: number): number => (group[i] === i ? i : find(group[i]!));
  for (const [i, a] of solids.entries())
    for (const [j, b] of solids.entries()) {
      if (i === j || find(i) === find(j)) continue;
      const near = a.points.filter((point) => point.every((x, k) => x >= b.box[k]![0] && x <= b.box[k]![1]));
      if (near.some((point) => isInside(point, b.solid))) group[find(i)] = find(j);
    }
  return new Set(solids.map((_, i) => find(i))).size;
}

function boxOf({ positions }: ChairPart['solid']): readonly (readonly [number, number])[] {
  return [0, 1, 2].map((axis) => {
    const xs = positions.filter((_, i) => i % 3 === axis);
    return [Math.min(...xs), Math.max(...xs)];
  });
}

/** Points on the triangles, closer than a bar is thick. */
function surfacePoints({ positions, triangles }: ChairPart['solid']): readonly Point[] {
  const corners = pointsOf(positions);
  const points: Point[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => corners[triangles[t + k]!]!) as [Point, Point, Point];
    const steps = 12;
    for (let i = 0; i <= steps; i++)
      for (let j = 0; i + j <= steps; j++)
        points.push(
          [0, 1, 2].map(
            (k) => a[k]! + (i * (b[k]! - a[k]!) + j * (c[k]! - a[k]!)) / steps,
          ) as unknown as Point,
        );
  }
  return points;
}

/** By the parity of what a ray in a direction of no symmetry passes (Moeller and Trumbore 1997). */
function isInside(origin: Point, { positions, triangles }: ChairPart['solid']): boolean {
  const ray: Point = [0.5377, 0.7283, 0.4251];
  const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  const cross = (a: Point, b: Point): Point => [
    a[1] * b[2] - a[2] * b[1],
    a[2] * b[0] - a[0] * b[2],
    a[0] * b[1] - a[1] * b[0],
  ];
  const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const corner = (v: number): Point => [positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!];
  let passed = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [corner(triangles[t]!), corner(triangles[t + 1]!), corner(triangles[t + 2]!)];
    const [e, f] = [minus(b, a), minus(c, a)];
    const p = cross(ray, f);
    const d = dot(e, p);
    if (d === 0) continue;
    const s = minus(origin, a);
    const u = dot(s, p) / d;
    const q = cross(s, e);
    const v = dot(ray, q) / d;
    if (u >= 0 && v >= 0 && u + v <= 1 && dot(f, q) / d > 1e-9) passed++;
  }
  return passed % 2 === 1;
}
