import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../src/network/safetensors.js';
import { Random } from '../../src/numeric/random.js';
import { type Gallery, identify, mergeGalleries } from '../../src/recognition/gallery.js';
import { readGallery, writeGallery } from '../../src/recognition/galleryFile.js';
import { buildHead, drawHead, EMBEDDING } from '../../src/recognition/head.js';
import type { Recogniser } from '../../src/recognition/recogniser.js';

const recogniser: Recogniser = {
  model: 'abc',
  kind: 'discriminant',
  projection: {
    mean: Float32Array.of(1, 2, 3),
    scale: Float32Array.of(1, 1, 2),
    directions: Float32Array.of(1, 0, 0, 0, 1, 0),
  },
  threshold: 0.4375,
  equalErrorRate: 0.0625,
};

const gallery: Gallery = {
  recogniser,
  names: ['Ada', 'Ada', 'Émile "Z"'],
  vectors: Float32Array.of(1, 0, 0, 1, -1, 0),
};

const named = (path: string, one: Gallery): { path: string; gallery: Gallery } => ({ path, gallery: one });

describe('a gallery', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dcign-gallery-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('comes back from its file as it was', async () => {
    const file = join(folder, 'people.gallery');
    await writeGallery(file, gallery);
    expect(await readGallery(file)).toEqual(gallery);
  });

  it('may be without people and directions: a recogniser kept for later', async () => {
    const file = join(folder, 'none.gallery');
    const { mean, scale } = recogniser.projection;
    const empty: Gallery = {
      recogniser: { ...recogniser, kind: 'standard', projection: { mean, scale } },
      names: [],
      vectors: new Float32Array(),
    };
    await writeGallery(file, empty);
    expect(await readGallery(file)).toEqual(empty);
  });

  it('keeps the head of a learnt recogniser', async () => {
    const file = join(folder, 'learnt.gallery');
    const { mean, scale } = recogniser.projection;
    const head = drawHead(buildHead(mean.length), new Random('gallery'));
    const learnt: Gallery = {
      recogniser: { ...recogniser, kind: 'learnt', projection: { mean, scale, head } },
      names: ['Ada'],
      vectors: new Float32Array(EMBEDDING).fill(0.5),
    };
    await writeGallery(file, learnt);
    const { recogniser: kept, vectors } = await readGallery(file);
    expect(kept.kind).toBe('learnt');
    expect(vectors).toEqual(learnt.vectors);
    expect(Buffer.from(kept.projection.head!.data.buffer).equals(Buffer.from(head.data.buffer))).toBe(true);
  });

  it('refuses files that are none', async () => {
    const file = join(folder, 'text');
    await writeFile(file, 'hello');
    await expect(readGallery(file)).rejects.toThrow(/damaged/);
    await expect(readGallery(join(folder, 'missing'))).rejects.toThrow(/cannot be read/);
  });

  it.each<[string, Record<string, string>]>([
    ['names that are no JSON', { names: '["Ada", ' }],
    ['names that are no words', { names: '[1, 2, 3]' }],
    ['fewer names than people', { names: '["Ada"]' }],
    ['a threshold that is no number', { threshold: 'high' }],
    ['a kind that has no directions', { kind: 'standard' }],
  ])('refuses one with %s', async (_, change) => {
    const file = join(folder, 'altered.gallery');
    await writeGallery(file, gallery);
    const { metadata, tensors } = readSafetensors(await readFile(file), file);
    await writeFile(file, writeSafetensors(tensors.values(), { ...metadata, ...change }));
    await expect(readGallery(file)).rejects.toThrow(
      expect.objectContaining({ name: 'UserError', message: expect.stringContaining('is no gallery') }),
    );
  });

  it("names the nearest person by the mean of the person's images", () => {
    const matches = identify(gallery, Float32Array.of(0, 1));
    expect(matches.map(({ name }) => name)).toEqual(['Ada', 'Émile "Z"']);
    expect(matches[0]!.score).toBeCloseTo(Math.SQRT1_2, 6);
    expect(matches[1]!.score).toBeCloseTo(0, 6);
  });

  it('is added to: who is in both has the images of both', () => {
    const more: Gallery = { recogniser, names: ['Ada'], vectors: Float32Array.of(0, -1) };
    const all = mergeGalleries(recogniser, [named('a', gallery), named('b', more)]);
    expect(all.names).toEqual(['Ada', 'Ada', 'Émile "Z"', 'Ada']);
    expect([...all.vectors]).toEqual([1, 0, 0, 1, -1, 0, 0, -1]);
    expect(identify(all, Float32Array.of(1, 0))[0]).toEqual({ name: 'Ada', score: 1 });
  });

  it('refuses galleries of other models and projections, and nobody at all', () => {
    const other = (change: Partial<Recogniser>): Gallery => ({
      ...gallery,
      recogniser: { ...recogniser, ...change },
    });
    const merge = (one: Gallery) => () => mergeGalleries(recogniser, [named('a', gallery), named('b', one)]);
    expect(merge(other({ model: 'xyz' }))).toThrow(/gallery b was enrolled with another model/);
    expect(merge(other({ kind: 'whitened' }))).toThrow(/--projection whitened/);
    const nobody: Gallery = { recogniser, names: [], vectors: new Float32Array() };
    expect(() => mergeGalleries(recogniser, [named('empty', nobody)])).toThrow(/Nobody is enrolled in empty/);
  });
});
