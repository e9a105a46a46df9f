import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOnnxEngine } from '../../src/engine/onnx/onnxEngine.js';
import { type Model, prepareModel } from '../../src/model/model.js';
import { samplePrior } from '../../src/sampling/samplePrior.js';
import { sampleForm, writeSamples } from '../../src/sampling/write.js';
import { SIZE, tinyModel } from '../studio/tinyModel.js';

let model: Model;
let folder: string;
beforeAll(async () => {
  model = await prepareModel(await tinyModel(), await createOnnxEngine({ threads: 1 }));
  folder = await mkdtemp(join(tmpdir(), 'dcign-'));
});
afterAll(async () => {
  await model.dispose();
  await rm(folder, { recursive: true });
});

describe('samplePrior', () => {
  it('gives the same bytes again, and image i whatever the count', async () => {
    const done: number[] = [];
    const { samples } = await samplePrior(model, { count: 43, seed: 7 }, (n) => done.push(n));
    expect(samples.map(({ image }) => image.length)).toEqual(Array(43).fill(SIZE * SIZE));
    expect((await samplePrior(model, { count: 43, seed: 7 })).samples).toEqual(samples);
    expect((await samplePrior(model, { count: 5, seed: 7 })).samples).toEqual(samples.slice(0, 5));
    expect(done).toEqual([40, 43]);
  });

  it('decodes the code that it gives', async () => {
    const { samples } = await samplePrior(model, { count: 2, set: { light: 30 } });
    const white = await model.decode(samples[1]!.code);
    expect(samples[1]!.image).toEqual(Uint8Array.from(white, (value) => Math.round(255 * value)));
  });

  it('gives equal pictures at temperature 0, different ones at 1', async () => {
    const pictures = async (temperature: number) =>
      new Set((await samplePrior(model, { count: 10, temperature })).samples.map(({ image }) => image.join()))
        .size;
    expect(await pictures(0)).toBe(1);
    expect(await pictures(1)).toBe(10);
  });
});

describe('writeSamples', () => {
  const grey = (value: number) => ({ image: new Uint8Array(SIZE * SIZE).fill(value) });
  /** 16 x 16 is shown eight times as large, below a label of 18 lines, with 4 pixels of paper between. */
  const width = (columns: number): number => columns * (128 + 4) + 4;
  const height = (rows: number): number => rows * (128 + 18) + 4;

  it.each([
    [1, 1, 1],
    [2, 2, 1],
    [5, 3, 2],
    [9, 3, 3],
    [10, 4, 3],
  ])('lays %i out in %i columns and %i rows', async (count, columns, rows) => {
    for (const ending of ['png', 'webp']) {
      const path = join(folder, 'sheets', `${count}.${ending}`);
      await writeSamples(
        path,
        Array.from({ length: count }, (_, i) => grey(20 * i)),
      );
      expect(await sharp(path).metadata()).toMatchObject({
        format: ending,
        width: width(columns),
        height: height(rows),
      });
    }
    const { data, info } = await sharp(join(folder, 'sheets', `${count}.png`))
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    for (let i = 0; i < count; i++) {
      const [x, y] = [width(i % columns) + 64, height(Math.floor(i / columns)) + 18 + 64];
      expect(data[y * info.width + x]).toBe(20 * i);
    }
  });

  it('writes a folder of pictures at the size of the model', async () => {
    const path = join(folder, 'people');
    await writeSamples(path, [grey(10), grey(200)]);
    expect(await readdir(path)).toEqual(['0001.png', '0002.png']);
    const { data, info } = await sharp(join(path, '0002.png'))
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, data[0]]).toEqual([SIZE, SIZE, 200]);
  });

  it('refuses other forms', () => {
    expect(['a.PNG', 'a.webp', 'people'].map(sampleForm)).toEqual(['png', 'webp', 'folder']);
    expect(() => sampleForm('a.gif')).toThrow(/a\.gif ends in \.gif.*End it in \.png or \.webp/);
  });
});
