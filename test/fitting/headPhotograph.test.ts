import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import { readColourPhotograph } from '../../src/fitting/headPhotograph.js';
import { framingOf } from '../../src/framing/framing.js';
import { decode } from '../../src/picture/readImage.js';
import { decodePhotograph } from '../../src/rerender/readPhotograph.js';

vi.mock('../../src/picture/readImage.js', async (original) => {
  const real = await original<typeof import('../../src/picture/readImage.js')>();
  return { ...real, decode: vi.fn(real.decode) };
});

test('a photograph is decoded once, for the network and for its colours', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'dcign-photo-')), 'stripes.png');
  const pixels = Uint8Array.from({ length: 90 * 60 * 3 }, (_, i) => (i % 3 === 0 ? (i * 7) % 251 : 40));
  const png = await sharp(pixels, { raw: { width: 90, height: 60, channels: 3 } })
    .png()
    .toBuffer();
  await writeFile(path, png);
  const framing = framingOf('face', [40, 30, 44, 5], undefined);
  const { colour, landmarks, ...photograph } = await readColourPhotograph(path, 32, framing);
  expect(vi.mocked(decode)).toHaveBeenCalledTimes(1);
  expect(photograph).toEqual(await decodePhotograph(png, path, 32, framing));
  expect(landmarks).toBeUndefined();
  const mean = (channel: number): number =>
    Array.from(colour.pixels).reduce((sum, x, i) => sum + (i % 3 === channel ? x : 0), 0) / colour.size ** 2;
  expect(mean(1)).toBeCloseTo(40, 0);
  expect(mean(0)).toBeGreaterThan(80);
}, 600_000);
