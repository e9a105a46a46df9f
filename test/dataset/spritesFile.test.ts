import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { type NpyLayout, npyHeader, parseNpyHeader } from '../../src/dataset/npy.js';
import { openDataset } from '../../src/dataset/openDataset.js';
import { temporaryFolder } from './temporary.js';

/** Levels of colour, shape, scale, rotation, x and y. */
const COUNTS = [1, 3, 2, 4, 2, 3];
const IMAGES = COUNTS.reduce((a, b) => a * b);
const SIZE = 8;

/** The level of each factor that a picture shows, the last one changing fastest. */
function levelsOf(image: number): number[] {
  let rest = image;
  return COUNTS.toReversed()
    .map((count) => {
      const level = rest % count;
      rest = (rest - level) / count;
      return level;
    })
    .reverse();
}

/** A picture that is its own number in binary, in its first row and last column. */
const pictureOf = (image: number): Uint8Array =>
  Uint8Array.from({ length: SIZE * SIZE }, (_, i) => {
    if (i < SIZE) return (image >> i) & 1;
    return i % SIZE === SIZE - 1 ? (image >> Math.floor(i / SIZE)) & 1 : 0;
  });

const array = (layout: NpyLayout, bytes: Uint8Array) => Buffer.concat([npyHeader(layout), bytes]);
const imgs = array(
  { dtype: '|u1', shape: [IMAGES, SIZE, SIZE] },
  Buffer.concat(Array.from({ length: IMAGES }, (_, i) => pictureOf(i))),
);
const classes = (levels = levelsOf) =>
  array(
    { dtype: '<i8', shape: [IMAGES, COUNTS.length] },
    new Uint8Array(
      BigInt64Array.from(Array.from({ length: IMAGES }, (_, i) => levels(i)).flat(), BigInt).buffer,
    ),
  );

function save(files: Record<string, Uint8Array>, level: 0 | 6 = 6): string {
  const path = join(temporaryFolder(), 'dsprites.npz');
  writeFileSync(path, zipSync(files, { level }));
  return path;
}
/** As numpy.savez orders the original. */
const original = {
  'metadata.npy': Buffer.from('pickled'),
  'imgs.npy': imgs,
  'latents_classes.npy': classes(),
};

test.each([0, 6] as const)(
  'looks up every picture of a batch by its factors, compressed by %d',
  async (level) => {
    const source = await openDataset(save(original, level));
    const { images, factors, active, count } = await source.read('train', 'all-but-rotation', 7);
    expect(active).toEqual(['shape', 'scale', 'x', 'y']);
    for (let i = 0; i < count; i++) {
      const levels = [0, ...factors!.subarray(5 * i, 5 * i + 5)];
      const number = levels.reduce((index, one, k) => index * COUNTS[k]! + one, 0);
      const picture = images.subarray(i * SIZE ** 2, (i + 1) * SIZE ** 2);
      expect(picture).toEqual(pictureOf(number).map((bit) => 255 * bit));
      expect(factors![5 * i + 2]).toBe(factors![2]);
    }
  },
);

test('is a scene with the factors of the file, and endless batches', async () => {
  const { info, scene } = await openDataset(save(original));
  expect(info).toMatchObject({
    scene: 'dsprites',
    size: SIZE,
    splits: { test: { all: Number.POSITIVE_INFINITY } },
  });
  expect(info.factors.map(({ parameters: [only] }) => only)).toEqual([
    { name: 'shape', unit: 'class', prior: { kind: 'level', count: 3 } },
    { name: 'scale', unit: 'level', prior: { kind: 'level', count: 2 } },
    { name: 'rotation', unit: 'level', prior: { kind: 'level', count: 4 } },
    { name: 'x', unit: 'level', prior: { kind: 'level', count: 2 } },
    { name: 'y', unit: 'level', prior: { kind: 'level', count: 3 } },
  ]);
  const last = scene!.render(Float32Array.of(2, 1, 3, 1, 2), SIZE, 3);
  expect(last).toEqual(
    Uint8Array.from({ length: 192 }, (_, i) => 255 * pictureOf(IMAGES - 1)[Math.floor(i / 3)]!),
  );
});

test('refuses a file that is cut short, damaged, incomplete or of another order', async () => {
  const path = save(original);
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, 600));
  await expect(openDataset(path)).rejects.toThrow(/dsprites\.npz cannot be read as an \.npz file/);
  await expect(openDataset(save({ 'imgs.npy': imgs }))).rejects.toThrow(/latents_classes\.npy is missing/);
  const floats = {
    ...original,
    'imgs.npy': array({ dtype: '<f4', shape: [IMAGES, 4, 4] }, imgs.subarray(128)),
  };
  await expect(openDataset(save(floats))).rejects.toThrow(/imgs is not uint8/);
  const shuffled = { ...original, 'latents_classes.npy': classes((i) => levelsOf((i * 5) % IMAGES)) };
  await expect(openDataset(save(shuffled))).rejects.toThrow(/in the order of latents_classes/);
  writeFileSync(path, 'no zip at all');
  await expect(openDataset(path)).rejects.toThrow(/missing or cut short/);
  await expect(openDataset(import.meta.filename)).rejects.toThrow(/is a file, but/);
});

test('reads heads of NPY files part by part, by Python 2 too', () => {
  const head = npyHeader({ dtype: '|u1', shape: [737280, 64, 64] });
  const expected = { layout: { dtype: '|u1', shape: [737280, 64, 64] }, length: 128 };
  expect(parseNpyHeader(head)).toEqual(expected);
  for (let length = 0; length < head.length; length++)
    expect(parseNpyHeader(head.subarray(0, length))).toBeUndefined();
  const old = Buffer.from(
    head.toString('latin1').replace('737280,', '737280L,').replace(' \n', '\n'),
    'latin1',
  );
  expect(parseNpyHeader(old)).toEqual(expected);
  const fortran = Buffer.from(head.toString('latin1').replace('False', 'True '), 'latin1');
  expect(() => parseNpyHeader(fortran)).toThrow(/in C order/);
  expect(() => parseNpyHeader(Buffer.from('PK, something else'))).toThrow(/NPY/);
  // A length that would have all of the file awaited.
  const endless = Buffer.from('\x93NUMPY\x02\x00\xff\xff\xff\xff', 'latin1');
  expect(() => parseNpyHeader(endless)).toThrow(/head of 4294967295 bytes/);
});
