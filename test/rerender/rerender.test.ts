import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Model } from '../../src/model/model.js';
import { controlsOf } from '../../src/rerender/controls.js';
import type { RerenderPlan } from '../../src/rerender/plan.js';
import { rerender } from '../../src/rerender/rerender.js';
import { formOf, writeRerenderings } from '../../src/rerender/write.js';

const SIZE = 16;
const HALF = (SIZE * SIZE) / 2;

/** A graphics code that can be followed by hand: one unit is the brightness above, the other below. */
const model: Model = {
  description: {
    architecture: { size: SIZE, encoder: [], decoder: [], code: 2 },
    groups: [
      { name: 'sky', units: 1, factors: ['sky'] },
      { name: 'ground', units: 1, factors: ['ground'] },
    ],
    data: { scene: 'horizon', factors: [], aliases: {} },
    training: { step: 1, batchSize: 1 },
    calibrations: {},
    directions: {
      sky: { mean: [0.5], directions: [[1]], deviations: [0.2] },
      ground: { mean: [0.5], directions: [[1]], deviations: [0.2] },
    },
  },
  async encode(images) {
    const mean = (from: number): number =>
      images.subarray(from, from + HALF).reduce((a, b) => a + b, 0) / HALF;
    const mu = Array.from({ length: images.length / (2 * HALF) }, (_, i) => [
      mean(2 * i * HALF),
      mean((2 * i + 1) * HALF),
    ]);
    return { mu: Float32Array.from(mu.flat()), logVar: new Float32Array(2 * mu.length) };
  },
  async decode(codes) {
    return Float32Array.from({ length: codes.length * HALF }, (_, i) => codes[Math.floor(i / HALF)]!);
  },
  async dispose() {},
};

const horizon = (sky: number, ground: number): Uint8Array =>
  new Uint8Array(2 * HALF).fill(sky, 0, HALF).fill(ground, HALF);

const [sky, ground] = controlsOf(model.description);
const plan: RerenderPlan = {
  settings: [],
  sweeps: [{ kind: 'control', name: 'sky', control: sky! }],
  frames: 5,
};
const photograph = { name: 'photo', image: horizon(204, 51) };

describe('rerender', () => {
  it('sweeps one control over its range and keeps the rest', async () => {
    const result = await rerender(model, photograph, plan);
    expect(result.input).toEqual(photograph.image);
    expect(result.reconstruction).toEqual(photograph.image);
    expect(result.sweeps.map((one) => one.name)).toEqual(['sky']);
    expect(result.sweeps[0]!.frames.map((frame) => frame.label)).toEqual([
      ...['-2.5σ', '-1.3σ', '0.0σ', '+1.3σ', '+2.5σ'],
    ]);
    const brightness = [0, 64, 128, 191, 255];
    expect(result.sweeps[0]!.frames.map((frame) => frame.image)).toEqual(
      brightness.map((v) => horizon(v, 51)),
    );
  });

  it('sets a control before it sweeps, but reconstructs the input as it is', async () => {
    const result = await rerender(model, photograph, {
      ...plan,
      settings: [{ control: ground!, value: 2.5 }],
    });
    expect(result.reconstruction).toEqual(photograph.image);
    expect(result.sweeps[0]!.frames[0]!.image).toEqual(horizon(0, 255));
  });

  it('morphs a group of one image into that of another', async () => {
    const result = await rerender(model, photograph, {
      ...plan,
      sweeps: [{ kind: 'towards', name: 'ground', groups: ['ground'] }],
      towards: horizon(0, 255),
    });
    const frames = result.sweeps[0]!.frames;
    expect(frames.map((frame) => frame.label)).toEqual(['0%', '25%', '50%', '75%', '100%']);
    expect(frames.map((frame) => frame.image)).toEqual([51, 102, 153, 204, 255].map((v) => horizon(204, v)));
  });
});

describe('writeRerenderings', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dcign-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** 16 x 16 is shown eight times as large, below a label of 18 lines, with 4 pixels of paper between. */
  const CELL = 128;
  const columns = (n: number): number => n * (CELL + 4) + 4;
  const rows = (n: number): number => n * (CELL + 18) + 4;

  it('lays a contact sheet out with the input and its reconstruction first', async () => {
    const path = join(folder, 'sheet.png');
    const both = {
      ...plan,
      sweeps: [...plan.sweeps, { kind: 'control' as const, name: 'ground', control: ground! }],
    };
    await writeRerenderings(path, [await rerender(model, photograph, both)]);
    const { data, info } = await sharp(path).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: columns(7), height: rows(2) });
    const at = (column: number, row: number): number =>
      data[(row * (CELL + 18) + 18 + 5) * info.width + columns(column) + 64]!;
    expect([0, 1, 2, 3, 4, 5, 6].map((column) => at(column, 0))).toEqual([204, 204, 0, 64, 128, 191, 255]);
    expect([0, 1, 2, 6].map((column) => at(column, 1))).toEqual([204, 204, 204, 204]);
  });

  it.each(['gif', 'webp'])('writes a moving %s that goes there and back for ever', async (ending) => {
    const path = join(folder, 'deep', `photo.${ending}`);
    await writeRerenderings(path, [await rerender(model, photograph, plan)]);
    const film = sharp(path, { animated: true });
    expect(await film.metadata()).toMatchObject({
      format: ending,
      pages: 8,
      loop: 0,
      width: columns(3),
      pageHeight: rows(1),
    });
    const { data, info } = await film.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    const seen = Array.from(
      { length: 8 },
      (_, k) => data[(k * rows(1) + 18 + 5) * info.width + columns(2) + 64]!,
    );
    for (const [k, expected] of [0, 64, 128, 191, 255, 191, 128, 64].entries()) {
      expect(Math.abs(seen[k]! - expected)).toBeLessThanOrEqual(3);
    }
  });

  it('writes frames at the size of the model', async () => {
    const path = join(folder, 'frames');
    await writeRerenderings(path, [await rerender(model, photograph, plan)]);
    expect((await readdir(join(path, 'photo', 'sky'))).sort()).toEqual([
      ...['00.png', '01.png', '02.png', '03.png', '04.png'],
    ]);
    const pixels = await sharp(join(path, 'photo', 'sky', '02.png'))
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    expect(new Uint8Array(pixels)).toEqual(horizon(128, 51));
    expect((await readdir(join(path, 'photo'))).sort()).toEqual(['input.png', 'reconstruction.png', 'sky']);
  });

  it('leaves nothing unfinished behind, and replaces what it is told to', async () => {
    const path = join(folder, 'again.png');
    await writeRerenderings(path, [await rerender(model, photograph, plan)]);
    const before = await readFile(path);
    await writeRerenderings(path, [await rerender(model, { ...photograph, image: horizon(1, 2) }, plan)]);
    expect((await readFile(path)).equals(before)).toBe(false);
    expect((await readdir(folder)).filter((name) => name.startsWith('again'))).toEqual(['again.png']);
  });

  it('refuses other forms', async () => {
    expect(['a.gif', 'a.WEBP', 'b/c.png', 'frames'].map(formOf)).toEqual(['gif', 'webp', 'png', 'folder']);
    expect(() => formOf('a.gift')).toThrow(/a\.gift ends in \.gift.*Did you mean \.gif\?/);
  });
});
