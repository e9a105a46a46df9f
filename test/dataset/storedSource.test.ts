import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../src/dataset/openDataset.js';
import { renderDataset } from '../../src/dataset/renderDataset.js';
import { streamScene } from '../../src/dataset/streamSource.js';
import { fakeScene } from './fakeScene.js';
import { temporaryFolder } from './temporary.js';

const request = {
  scene: fakeScene,
  size: 8,
  seed: 3,
  batches: { train: 3, validation: 1, test: 2 },
  workers: 0,
  kinds: ['azimuth', 'shape', 'intrinsic', 'all-but-model'],
};

let original: string;
beforeAll(async () => {
  original = mkdtempSync(join(tmpdir(), 'dcign-dataset-'));
  await renderDataset({ ...request, out: original });
});
afterAll(() => rmSync(original, { recursive: true }));

/** A copy to damage. */
function copy(): string {
  const folder = temporaryFolder();
  cpSync(original, folder, { recursive: true });
  return folder;
}

describe('a data set on disk', () => {
  it('gives back exactly what was drawn', async () => {
    const stored = await openDataset(original);
    const streamed = streamScene(fakeScene, { size: 8, seed: 3 });
    expect(stored.info.splits.test).toMatchObject({ azimuth: 2, intrinsic: 2, 'all-but-model': 2 });
    let batches = 0;
    for (const split of ['train', 'validation', 'test'] as const)
      for (const [kind, count] of Object.entries(stored.info.splits[split]))
        for (let index = 0; index < count; index++, batches++)
          expect(await stored.read(split, kind, index)).toEqual(await streamed.read(split, kind, index));
    expect(batches).toBe(4 * (3 + 1 + 2));
    await stored.close();
  });

  it('gives any of the images of a batch, and behind its last the first again', async () => {
    const stored = await openDataset(original);
    const whole = await stored.read('train', 'azimuth', 1);
    const part = await stored.read('train', 'azimuth', 1, { first: 18, count: 3 });
    const row = <T extends Uint8Array | Float32Array>(values: T, i: number) => [
      ...values.slice((values.length / 20) * i, (values.length / 20) * (i + 1)),
    ];
    expect(part.count).toBe(3);
    expect([...part.images]).toEqual([18, 19, 0].flatMap((i) => row(whole.images, i)));
    expect([...part.factors!]).toEqual([18, 19, 0].flatMap((i) => row(whole.factors!, i)));
    const streamed = streamScene(fakeScene, { size: 8, seed: 3 });
    const first = await streamed.read('train', 'azimuth', 1, { first: 0, count: 2 });
    expect([...first.images]).toEqual([0, 1].flatMap((i) => row(whole.images, i)));
    await stored.close();
  });

  it('describes itself', async () => {
    const stored = await openDataset(original);
    expect(stored.info).toMatchObject({ scene: 'fake', size: 8, batchSize: 20, seed: 3 });
    expect(stored.info.factors).toEqual(fakeScene.factors);
    expect(stored.info.aliases).toEqual(fakeScene.aliases);
    await stored.close();
  });

  it('has no batches beyond the last, and none of other kinds', async () => {
    const stored = await openDataset(original);
    await expect(stored.read('train', 'shape', 3)).rejects.toThrow(RangeError);
    await expect(stored.read('train', 'shape', -1)).rejects.toThrow(RangeError);
    await expect(stored.read('train', 'all', 0)).rejects.toThrow(/no train batches of the kind all.*azimuth/);
    await stored.close();
  });
});

describe('a damaged data set', () => {
  const images = 'train/shape/images.npy';

  it.each<[string, string, (file: string) => void, RegExp]>([
    ['missing', images, (file) => rmSync(file), /shape\/images\.npy is missing/],
    [
      'cut short',
      images,
      (file) => truncateSync(file, 2000),
      /has 2000 bytes where 3968 are expected.*cut short/,
    ],
    ['cut to nothing', 'test/azimuth/sha256.npy', (file) => truncateSync(file, 0), /has 0 bytes/],
    ['too long', 'test/azimuth/factors.npy', (file) => appendFileSync(file, 'x'), /was changed/],
    [
      'of another shape',
      images,
      (file) => replace(file, '(3, 20, 8, 8)', '(3, 20, 4,16)'),
      /does not begin as/,
    ],
    ['not JSON', 'dataset.json', (file) => truncateSync(file, 100), /dataset\.json is not JSON/],
    ['of another format', 'dataset.json', (file) => replace(file, 'data set 1', 'data set 2'), /at format/],
    [
      'of a changed size',
      'dataset.json',
      (file) => replace(file, '"size": 8', '"size": 9'),
      /images\.npy has/,
    ],
    ['of an impossible size', 'dataset.json', (file) => replace(file, '"size": 8', '"size": -8'), /at size/],
    [
      'unfinished',
      'dataset.json',
      (file) => renameSync(file, join(dirname(file), 'unfinished.json')),
      /not complete/,
    ],
  ])('is refused: %s', async (_, name, damage, message) => {
    const out = copy();
    damage(join(out, name));
    const opening = openDataset(out);
    await expect(opening).rejects.toThrow(expect.objectContaining({ name: 'UserError' }));
    await expect(opening).rejects.toThrow(message);
  });

  it.each(['images', 'factors', 'sha256'])(
    'is noticed where one bit of a batch of %s has changed',
    async (name) => {
      const out = copy();
      const path = join(out, `train/shape/${name}.npy`);
      const bytes = readFileSync(path);
      bytes[bytes.length - 1]! ^= 1;
      writeFileSync(path, bytes);
      const stored = await openDataset(out);
      await expect(stored.read('train', 'shape', 1)).resolves.toMatchObject({ count: 20 });
      await expect(stored.read('train', 'shape', 2)).rejects.toThrow(
        /Batch 2 in .*shape is not what was rendered/,
      );
      await stored.close();
    },
  );
});

it.each([
  ['nothing', 'nowhere', /There is no data set .*nowhere/],
  ['a file', 'file', /is a file/],
])('%s is no data set', async (_, name, message) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  await expect(openDataset(join(folder, name))).rejects.toThrow(message);
});

function replace(file: string, before: string, after: string): void {
  const text = readFileSync(file, 'latin1');
  expect(text).toContain(before);
  writeFileSync(file, text.replace(before, after), 'latin1');
}
