import { afterEach, describe, expect, it } from 'vitest';
import type { Batch } from '../../src/dataset/batch.js';
import { streamScene } from '../../src/dataset/streamSource.js';
import { openScene } from '../../src/scene/openScene.js';
import { openPhotographs, type Photographs } from '../../src/training/photographs.js';

const SIZE = 24;
const source = streamScene(await openScene('faces'), { size: SIZE, seed: 3 });
const read = (count: number): Promise<Batch[]> =>
  Promise.all(
    ['azimuth', 'all-but-light', 'all'].map((kind, i) => source.read('train', kind, i, { first: 0, count })),
  );
const opened: Photographs[] = [];
async function see(photographs: number, step: number, batches: readonly Batch[]): Promise<Uint8Array[]> {
  const one = await openPhotographs(source, { photographs, seed: 5 }, 0);
  opened.push(one);
  const images = new Uint8Array(Buffer.concat(batches.map((batch) => batch.images)));
  const before = images.slice();
  const seen = await one.see(step, batches, images);
  // The decoder's targets stay as they are.
  expect(images).toEqual(before);
  return Array.from({ length: seen.length / SIZE ** 2 }, (_, i) =>
    seen.slice(i * SIZE ** 2, (i + 1) * SIZE ** 2),
  );
}
const plainOf = (batches: readonly Batch[]): Uint8Array[] =>
  batches.flatMap(({ images, count }) =>
    Array.from({ length: count }, (_, i) => images.slice(i * SIZE ** 2, (i + 1) * SIZE ** 2)),
  );

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

describe('what the encoder sees', () => {
  it('is the images themselves where the share is 0, and none of them where it is 1', async () => {
    const batches = await read(4);
    const plain = plainOf(batches);
    expect(await see(0, 1, batches)).toEqual(plain);
    for (const [i, image] of (await see(1, 1, batches)).entries()) expect(image).not.toEqual(plain[i]);
  });

  it('is so many photographs as the share says, others at every step, the same whenever the step is made', async () => {
    const batches = await read(20);
    const plain = plainOf(batches);
    const same = plain.map((one) => Buffer.from(one).toString('base64'));
    const isPlain = (image: Uint8Array, i: number): boolean =>
      Buffer.from(image).toString('base64') === same[i];
    const [first, again, next] = [
      await see(0.5, 1, batches),
      await see(0.5, 1, batches),
      await see(0.5, 2, batches),
    ];
    expect(again).toEqual(first);
    expect(first.map(isPlain)).not.toEqual(next.map(isPlain));
    // 120 draws of one half: within four deviations.
    const share = [...first, ...next].filter((image, i) => !isPlain(image, i % 60)).length / 120;
    expect(Math.abs(share - 0.5)).toBeLessThan(4 * 0.0457);
  });

  it('is refused for what nobody can photograph', async () => {
    const sprites = streamScene(await openScene('sprites'), { size: 32, seed: 1 });
    await expect(openPhotographs(sprites, { photographs: 0.5, seed: 1 }, 0)).rejects.toThrow(
      /nothing can photograph sprites. Give --photographs 0/,
    );
  });
});
