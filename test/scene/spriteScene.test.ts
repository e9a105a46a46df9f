import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { Random } from '../../src/numeric/random.js';
import { openScene, usualSize } from '../../src/scene/openScene.js';
import { createSpriteScene } from '../../src/scene/spriteScene.js';

const scene = createSpriteScene();
const draw = (values: number[], size = 64) => scene.render(Float32Array.from(values), size);
const random = new Random('test', 'sprites');
const anyone = () => [3, 6, 40, 32, 32].map((count) => random.integer(count));

/** Area as a share of the picture, and centre of mass in shares of its side. */
function moments(picture: Uint8Array): { area: number; x: number; y: number } {
  const size = Math.sqrt(picture.length);
  let [area, x, y] = [0, 0, 0];
  picture.forEach((grey, i) => {
    if (grey === 0) return;
    area += 1;
    x += (i % size) + 0.5;
    y += Math.floor(i / size) + 0.5;
  });
  return { area: area / size ** 2, x: x / area / size, y: y / area / size };
}

test('is the world of dSprites: 737,280 pictures of five factors', async () => {
  const { factors } = await openScene('sprites');
  const counts = factors.map(({ name, parameters: [only] }) => [name, only!.prior]);
  expect(counts).toEqual([
    ['shape', { kind: 'level', count: 3 }],
    ['scale', { kind: 'level', count: 6 }],
    ['rotation', { kind: 'level', count: 40 }],
    ['x', { kind: 'level', count: 32 }],
    ['y', { kind: 'level', count: 32 }],
  ]);
  expect(usualSize('sprites')).toBe(64);
});

test('area follows scale alone, and the centre follows x and y, whatever the shape', () => {
  for (let n = 0; n < 60; n++) {
    const values = anyone();
    const [, scale, , x, y] = values;
    // Large pictures, so that whole pixels do not matter.
    const found = moments(draw(values, 400));
    expect(found.area / (0.07 * (0.5 + 0.1 * scale!) ** 2)).toBeCloseTo(1, 1);
    expect(found.x).toBeCloseTo(0.25 + x! / 62, 2);
    expect(found.y).toBeCloseTo(0.25 + y! / 62, 2);
  }
});

test('pixels are black or white, and none touches the border', () => {
  for (const values of [...Array.from({ length: 40 }, anyone), ...[0, 31].map((x) => [1, 5, 10, x, 31])]) {
    const picture = draw(values);
    expect([...new Set(picture)].sort()).toEqual([0, 255]);
    const border = picture.filter((_, i) => [0, 63].includes(i % 64) || i < 64 || i >= 63 * 64);
    expect(border.some((grey) => grey !== 0)).toBe(false);
  }
});

test.each([
  ['square', 0, 90],
  ['ellipse', 1, 180],
  ['heart', 2, 360],
])('a %s looks the same after a turn of its symmetry, and not after half of it', (_, shape, period) => {
  // 39 steps make a whole turn; half of them, rounded, nearly a half.
  const turned = (degrees: number) => draw([shape, 5, (39 * degrees) / 360, 15.5, 15.5], 200);
  const upright = turned(0);
  const apart = (degrees: number) =>
    turned(degrees).filter((grey, i) => grey !== upright[i]).length / upright.length;
  expect(apart(period)).toBeLessThan(0.001);
  expect(apart(period / 2)).toBeGreaterThan(0.01);
});

test('positive rotation is anticlockwise: a heart turned by a quarter points to the right', () => {
  const picture = draw([2, 5, 39 / 4, 15.5, 15.5], 200);
  const lit = new Array<number>(200).fill(0);
  picture.forEach((grey, i) => {
    lit[i % 200]! += Math.sign(grey);
  });
  const [first, last] = [lit.findIndex((n) => n > 0), lit.findLastIndex((n) => n > 0)];
  // The point is thin, the two lobes are thick.
  expect(lit[last - 3]!).toBeLessThan(lit[first + 3]!);
});

test('in colour it is white too', () => {
  const grey = draw([2, 3, 7, 11, 20]);
  const colour = scene.render(Float32Array.of(2, 3, 7, 11, 20), 64, 3);
  expect(colour).toHaveLength(3 * 64 ** 2);
  expect(colour.every((channel, i) => channel === grey[Math.floor(i / 3)])).toBe(true);
});

test('the same bits everywhere', () => {
  const hash = createHash('sha256');
  for (let shape = 0; shape < 3; shape++)
    for (let level = 0; level < 6; level++)
      hash.update(draw([shape, level, 7 * level, 5 * level, 31 - 5 * level]));
  expect(hash.digest('hex').slice(0, 16)).toBe('4fc59ec20feb9479');
});
