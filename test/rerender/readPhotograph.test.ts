import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Composed, compose, openHeads } from '../../scripts/framing/compose.js';
import { UserError } from '../../src/errors.js';
import { overlap } from '../../src/framing/frame.js';
import { FACE, MIDDLE } from '../../src/framing/framing.js';
import { Random } from '../../src/numeric/random.js';
import { readImage } from '../../src/picture/readImage.js';
import { readPhotograph } from '../../src/rerender/readPhotograph.js';
import { draw } from '../scene/people.js';

let folder: string;
let one: Composed;
let two: Composed;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dcign-'));
  const portraits = await openHeads();
  const ordinary = { width: 421, height: 333, roll: 15, turn: 20 };
  one = await compose(portraits, new Random('one'), { ...ordinary, heads: 1, sides: [140, 141] });
  two = await compose(portraits, new Random('two'), { ...ordinary, heads: 2, sides: [90, 160] });
});
afterAll(() => rm(folder, { recursive: true }));

const image = ({ picture: { width, height, pixels } }: Composed) =>
  sharp(pixels, { raw: { width, height, channels: 3 } });

async function save(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

const SIZE = 64;

describe('a face', () => {
  test.each([
    [1, 0],
    [3, 180],
    [6, 270],
    [8, 90],
  ])(
    'is framed in the upright picture, whichever way it lies in the file (EXIF %i)',
    async (orientation, turn) => {
      const bytes = await image(one)
        .rotate(turn)
        .withMetadata({ orientation })
        .jpeg({ quality: 95 })
        .toBuffer();
      const { frame, faces, notice } = await readPhotograph(
        await save(`${orientation}.jpg`, bytes),
        SIZE,
        FACE,
      );
      expect(faces).toHaveLength(1);
      expect(overlap(frame!, one.heads[0]!)).toBeGreaterThan(0.7);
      expect(Math.abs(frame!.roll - one.heads[0]!.roll)).toBeLessThan(8);
      expect(notice).toBeUndefined();
    },
  );

  test('is cut as its frame says: the frame given as a crop is the same picture', async () => {
    const path = await save('one.png', await image(one).png().toBuffer());
    const { frame, pixels } = await readPhotograph(path, SIZE, FACE);
    expect((await readPhotograph(path, SIZE, { way: 'none', crop: frame })).pixels).toEqual(pixels);
  });

  test('is one of several: the largest, or the one that is asked for', async () => {
    const path = await save('two.png', await image(two).png().toBuffer());
    const heads = two.heads.toSorted((a, b) => b.side - a.side);
    const first = await readPhotograph(path, SIZE, FACE);
    expect(overlap(first.frame!, heads[0]!)).toBeGreaterThan(0.6);
    expect(first.notice).toContain('2 faces were found');
    const second = await readPhotograph(path, SIZE, { way: 'face', face: 2 });
    expect(overlap(second.frame!, heads[1]!)).toBeGreaterThan(0.6);
    await expect(readPhotograph(path, SIZE, { way: 'face', face: 3 })).rejects.toThrow(UserError);
  });

  test('that is not there gives way to the middle, which is said', async () => {
    const grey = { create: { width: 300, height: 200, channels: 3, background: '#507090' } } as const;
    const path = await save('grey.png', await sharp(grey).png().toBuffer());
    const { pixels, notice } = await readPhotograph(path, SIZE, FACE);
    expect(notice).toContain('No face was found in');
    expect(pixels).toEqual(await readImage(path, SIZE));
  });
});

test('a drawn face is framed already: at the size of the model, and enlarged', async () => {
  for (const [azimuth, person] of [
    [0, 1],
    [30, 2],
    [-50, 3],
    [85, 4],
  ] as const) {
    const raw = { width: 150, height: 150, channels: 1 } as const;
    const path = await save('drawn.png', await sharp(draw({ azimuth, person }), { raw }).png().toBuffer());
    const { pixels, frame } = await readPhotograph(path, 150, FACE);
    expect(frame).toBeUndefined();
    expect(pixels).toEqual(draw({ azimuth, person }));
    if (Math.abs(azimuth) > 60) continue;
    const smaller = await readPhotograph(path, SIZE, FACE);
    expect(overlap(smaller.frame ?? WHOLE, WHOLE)).toBeGreaterThan(0.8);
  }
});
const WHOLE = { x: 75, y: 75, side: 150, roll: 0 };

test('the middle is what readImage reads, and nothing cut is the picture, stretched', async () => {
  const path = await save('one.png', await image(one).png().toBuffer());
  expect((await readPhotograph(path, SIZE, MIDDLE)).pixels).toEqual(await readImage(path, SIZE));
  const stretched = await image(one).resize(SIZE, SIZE, { fit: 'fill' }).png().toBuffer();
  const expected = await readImage(await save('stretched.png', stretched), SIZE);
  const { pixels } = await readPhotograph(path, SIZE, { way: 'none' });
  const apart = pixels.map((grey, i) => Math.abs(grey - expected[i]!));
  expect(Math.max(...apart)).toBeLessThanOrEqual(2);
});

test('a crop is turned about its middle, and must be on the picture', async () => {
  const path = await save('one.png', await image(one).png().toBuffer());
  const crop = { x: 100, y: 100, side: 80, roll: 0 };
  const upright = await readPhotograph(path, SIZE, { way: 'face', crop });
  // Nobody has looked for a face, which is not the same as finding none.
  expect(upright.found).toBeUndefined();
  expect(upright).toMatchObject({ frame: crop, faces: [] });
  const over = await readPhotograph(path, SIZE, { way: 'face', crop: { ...crop, roll: 180 } });
  const apart = over.pixels.map((grey, i) => Math.abs(grey - upright.pixels[SIZE * SIZE - 1 - i]!));
  expect(Math.max(...apart)).toBeLessThanOrEqual(1);
  const beside = { way: 'face', crop: { ...crop, x: 900 } } as const;
  await expect(readPhotograph(path, SIZE, beside)).rejects.toThrow('does not fit');
});
