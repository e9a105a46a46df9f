import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { compose, type Heads, openHeads } from '../../scripts/framing/compose.js';
import type { Detector } from '../../src/framing/detector.js';
import { findFaces } from '../../src/framing/findFaces.js';
import { overlap } from '../../src/framing/frame.js';
import { openDetector } from '../../src/framing/openDetector.js';
import type { Raster } from '../../src/framing/raster.js';
import { Random } from '../../src/numeric/random.js';

let detector: Detector;
let drawn: Heads;
beforeAll(async () => {
  detector = await openDetector();
  drawn = await openHeads();
});

/** The machine may have much else to do. */
const PATIENCE = 300_000;

const SHARED = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

async function raster(path: string): Promise<Raster> {
  const { data, info } = await sharp(path).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels as 3, pixels: data };
}

/** Every n-th picture of a data set with a folder for each thing. */
function some(set: string, n: number): string[] {
  const folder = `${SHARED}${set}/`;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.png'),
  );
  return files
    .sort()
    .filter((_, i) => i % n === 0)
    .map((name) => folder + name);
}

describe('composed pictures', () => {
  test(
    'almost every head is found where it was drawn, and nothing else',
    async () => {
      let [heads, found, faces] = [0, 0, 0];
      for (let i = 0; i < 6; i++) {
        const random = new Random('composed', i);
        const composed = await compose(drawn, random, {
          width: 150 + random.integer(450),
          height: 150 + random.integer(450),
          heads: 1 + random.integer(4),
          ...{ sides: [40, 300], roll: 25, turn: 60 },
        });
        const here = await findFaces(detector, composed.picture);
        heads += composed.heads.length;
        faces += here.length;
        found += composed.heads.filter((head) =>
          here.some(({ frame }) => overlap(frame, head) >= 0.6),
        ).length;
        expect(here.map(({ frame }) => frame.side)).toEqual(
          here.map(({ frame }) => frame.side).toSorted((a, b) => b - a),
        );
      }
      expect(found / heads).toBeGreaterThanOrEqual(0.9);
      expect(faces - found).toBeLessThanOrEqual(1);
    },
    PATIENCE,
  );

  test(
    'heads are found in a photograph of 12 megapixels',
    async () => {
      const { picture, heads } = await compose(drawn, new Random('large', 1), {
        ...{ width: 4000, height: 3000, heads: 2, sides: [150, 800], roll: 25, turn: 45 },
      });
      const found = await findFaces(detector, picture);
      for (const head of heads) expect(found.some(({ frame }) => overlap(frame, head) >= 0.6)).toBe(true);
    },
    PATIENCE,
  );
});

test.each([
  [1, 1],
  [1, 700],
  [2000, 3],
  [640, 480],
])('a picture of %i x %i that shows nothing has no face', async (width, height) => {
  const picture = {
    width,
    height,
    channels: 3,
    pixels: new Uint8Array(width * height * 3).fill(90),
  } as const;
  expect(await findFaces(detector, picture)).toEqual([]);
});

test('noise has no face', async () => {
  const random = new Random('noise');
  const pixels = Uint8Array.from({ length: 300 * 200 }, () => random.integer(256));
  expect(await findFaces(detector, { width: 300, height: 200, channels: 1, pixels })).toEqual([]);
});

describe('photographs', () => {
  test.each([
    ['att_faces', 40, 1],
    ['yale', 12, 0.8],
  ])('faces that fill their picture are found: %s', async (set, n, share) => {
    if (!existsSync(SHARED + set)) return console.warn(`${set} is not on this machine`);
    const paths = some(set, n);
    const found = [];
    for (const path of paths) found.push((await findFaces(detector, await raster(path))).length);
    expect(found.filter((count) => count === 1).length / paths.length).toBeGreaterThanOrEqual(share);
  });

  test('a face in a portrait is found', async (context) => {
    const path = `${SHARED}portraits/astronaut.png`;
    if (!existsSync(path)) context.skip('the portraits are not on this machine');
    const [face, ...others] = await findFaces(detector, await raster(path));
    expect(others).toEqual([]);
    expect(overlap(face!.frame, { x: 222, y: 110, side: 180, roll: 0 })).toBeGreaterThan(0.75);
  });

  test('objects are no faces', async (context) => {
    if (!existsSync(`${SHARED}coil20`)) context.skip('COIL-20 is not on this machine');
    const paths = some('coil20', 144);
    const counts = [];
    for (const path of paths) counts.push((await findFaces(detector, await raster(path))).length);
    expect(counts.filter((count) => count > 0).length).toBeLessThanOrEqual(1);
  });
});
