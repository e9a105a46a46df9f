import { expect, test } from 'vitest';
import { streamScene } from '../../src/dataset/streamSource.js';
import { onePersonKind } from '../../src/recognition/people.js';
import { photographed } from '../../src/recognition/photographed.js';
import { openScene } from '../../src/scene/openScene.js';

test('the same people in the same poses, seen as photographs, the same ones every time', async () => {
  const scene = await openScene('faces');
  const people = () => streamScene(scene, { size: 24, seed: 1, batchSize: 3, workers: 0 });
  const plain = people();
  const kind = onePersonKind(plain.info);
  const expected = await plain.read('train', kind, 2);
  const [first, again] = [await photographed(people()), await photographed(people())];
  const seen = await first.read('train', kind, 2);
  expect(seen.factors).toEqual(expected.factors);
  for (let i = 0; i < 3; i++) {
    const own = (images: Uint8Array) => images.subarray(i * 24 * 24, (i + 1) * 24 * 24);
    expect(own(seen.images)).not.toEqual(own(expected.images));
  }
  expect(await again.read('train', kind, 2)).toEqual(seen);
  for (const source of [plain, first, again]) await source.close();
});
