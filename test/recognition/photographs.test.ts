import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readPhotographs, scorePhotographs } from '../../src/recognition/photographs.js';

/** The first two pixels of an image, as features. */
const features = async (images: Uint8Array): Promise<Float32Array> =>
  Float32Array.from({ length: images.length / 2 }, (_, i) => images[Math.floor(i / 2) * 4 + (i % 2)]!);

const projection = { mean: Float32Array.of(0, 0), scale: Float32Array.of(1, 1) };

describe('photographs', () => {
  it('are told apart relative to their own mean where all of them lie far from what was drawn', async () => {
    // Around (200, 200), which from the origin is one direction for everybody.
    const directions = [
      [20, 0],
      [0, 20],
      [-20, -20],
    ] as const;
    const people = Int32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2);
    const pixels = new Uint8Array(4 * people.length);
    for (const [i, person] of people.entries()) {
      const length = 1 + (i % 3) / 3;
      pixels[4 * i] = 200 + directions[person]![0] * length;
      pixels[4 * i + 1] = 200 + directions[person]![1] * length;
    }
    const scores = await scorePhotographs(features, projection, { images: pixels, people }, [1, 2]);
    expect(scores.map(({ enrolled, centre, rank1 }) => [enrolled, centre, rank1.value])).toEqual([
      [1, 'drawn', expect.any(Number)],
      [1, 'gallery', 1],
      [2, 'drawn', expect.any(Number)],
      [2, 'gallery', 1],
    ]);
    const alike = await scorePhotographs(features, projection, { images: pixels.fill(7), people }, [1]);
    for (const { rank1 } of alike) expect(rank1.value).toBeLessThan(0.5);
  });

  it('are not looked for where all of them are enrolled', async () => {
    const photographs = { images: Uint8Array.of(1, 2, 0, 0, 9, 1, 0, 0), people: Int32Array.of(0, 1) };
    expect(await scorePhotographs(features, projection, photographs, [1, 5])).toEqual([]);
  });

  it('are refused where there are none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dcign-photographs-'));
    for (const path of [folder, join(folder, 'missing')])
      await expect(readPhotographs(path, 4)).rejects.toThrow(`There are no people in ${path}`);
  });

  it('are read from a folder with a folder for each person', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dcign-photographs-'));
    for (const [name, greys] of Object.entries({ ada: [10, 20], bob: [30] })) {
      await mkdir(join(folder, name));
      for (const grey of greys)
        await sharp(
          Uint8Array.from({ length: 24 }, (_, i) => (i === 22 ? 255 : grey)),
          { raw: { width: 6, height: 4, channels: 1 } },
        )
          .png()
          .toFile(join(folder, name, `${grey}.png`));
    }
    const { images, people } = await readPhotographs(folder, 4);
    expect([...people]).toEqual([0, 0, 1]);
    expect([images[0], images[16], images[32]]).toEqual([10, 20, 30]);
  });
});
