import { existsSync, mkdirSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/dataset/openDataset.js';
import { firstBatch, parsePortion, portionFolder } from '../../src/dataset/portion.js';
import { type RenderRequest, renderDataset } from '../../src/dataset/renderDataset.js';
import { renderPortion } from '../../src/dataset/renderPortion.js';
import { fakeScene } from './fakeScene.js';
import { contents, temporaryFolder } from './temporary.js';

const request: Omit<RenderRequest, 'out'> = {
  scene: fakeScene,
  size: 8,
  seed: 3,
  batches: { train: 7, validation: 2, test: 1 },
  kinds: ['azimuth', 'texture+shape'],
  workers: 0,
};

async function whole(): Promise<Map<string, Buffer>> {
  const out = join(temporaryFolder(), 'whole');
  await renderDataset({ ...request, out });
  return contents(out);
}

const portions = (of: number) => Array.from({ length: of }, (_, i) => ({ index: i + 1, of }));

describe('renderPortion', () => {
  it.each([1, 2, 3, 7])('in %i parts, in any order, gives the bytes that one rendering gives', async (of) => {
    const out = join(temporaryFolder(), 'set');
    const left = portions(of).map(({ index }) => index);
    for (const portion of portions(of).toReversed()) {
      left.splice(left.indexOf(portion.index), 1);
      expect((await renderPortion({ ...request, out }, portion)).missing).toEqual(left);
      if (left.length > 0) await expect(openDataset(out)).rejects.toThrow(/not complete/);
    }
    expect(contents(out)).toEqual(await whole());
  });

  it('side by side, is joined once', async () => {
    const out = join(temporaryFolder(), 'set');
    const joined: number[] = [];
    const results = await Promise.all(
      portions(4).map((portion) =>
        renderPortion({ ...request, out }, portion, undefined, (done) => joined.push(done)),
      ),
    );
    expect(results.some(({ missing }) => missing.length === 0)).toBe(true);
    expect(joined.filter((done) => done === 0)).toHaveLength(1);
    expect(contents(out)).toEqual(await whole());
  });

  it('gives each part its own batches, each of them once', () => {
    for (const count of [1, 10, 97])
      for (const of of [1, 3, 8]) {
        const starts = portions(of + 1).map(({ index }) => firstBatch(count, { index, of }));
        expect([starts[0], starts.at(-1)]).toEqual([0, count]);
        const sizes = starts.slice(1).map((start, i) => start - starts[i]!);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }
  });

  it('goes on with a part, and with the joining, where they were interrupted', async () => {
    const out = join(temporaryFolder(), 'set');
    const stopAt = (batch: number) => (done: number) => {
      if (done === batch) throw new Error('killed');
    };
    const [first, second] = portions(2);
    await expect(renderPortion({ ...request, out }, first!, stopAt(4))).rejects.toThrow('killed');
    const seen: number[] = [];
    await renderPortion({ ...request, out }, first!, (done) => seen.push(done));
    expect(seen[0]).toBe(4);
    await expect(renderPortion({ ...request, out }, second!, undefined, stopAt(6))).rejects.toThrow('killed');
    const rendered: number[] = [];
    // By whichever part's command; what is rendered is not rendered again.
    await renderPortion({ ...request, out }, first!, (done) => rendered.push(done));
    expect(rendered).toEqual([]);
    expect(contents(out)).toEqual(await whole());
    expect((await renderPortion({ ...request, out }, second!)).missing).toEqual([]);
  });

  it('joins no part that is damaged', async () => {
    const out = join(temporaryFolder(), 'set');
    const [first, second] = portions(2);
    await renderPortion({ ...request, out }, first!);
    truncateSync(join(portionFolder(out, first!), 'train', 'azimuth', 'images.npy'), 300);
    await expect(renderPortion({ ...request, out }, second!)).rejects.toMatchObject({ name: 'UserError' });
    expect(existsSync(join(out, 'dataset.json'))).toBe(false);
    rmSync(portionFolder(out, first!), { recursive: true });
    await renderPortion({ ...request, out }, first!);
    expect(contents(out)).toEqual(await whole());
  });

  it('refuses what would not fit together', async () => {
    const out = join(temporaryFolder(), 'set');
    const start = (portion: { index: number; of: number }, change = {}) =>
      renderPortion({ ...request, ...change, out }, portion);
    await start({ index: 1, of: 3 });
    const before = contents(out);
    await expect(start({ index: 2, of: 4 })).rejects.toThrow(/parts of a rendering in 3 .* in 4/);
    await expect(start({ index: 2, of: 3 }, { seed: 4 })).rejects.toThrow(/seed \(3 before, 4 now\)/);
    await expect(start({ index: 1, of: 8 })).rejects.toThrow(
      /7 batches of a kind, which 8 parts cannot share/,
    );
    await expect(renderDataset({ ...request, out })).rejects.toThrow(/holds parts of this data set/);
    expect(contents(out)).toEqual(before);
    const other = temporaryFolder();
    mkdirSync(join(other, 'photos'));
    await expect(renderPortion({ ...request, out: other }, { index: 1, of: 2 })).rejects.toThrow(/not empty/);
    for (const text of ['0/3', '4/3', '3', 'a/b', '1/0', '-1/2', '1/2/3'])
      expect(() => parsePortion(text)).toThrow(/Write which one of how many/);
    expect(parsePortion('3/8')).toEqual({ index: 3, of: 8 });
  });

  it('is a data set by itself', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'set');
    await renderPortion({ ...request, out }, { index: 2, of: 3 });
    renameSync(join(out, 'part-2-of-3'), join(folder, 'part'));
    const part = await openDataset(join(folder, 'part'));
    expect(part.info.splits.train).toEqual({ azimuth: 2, intrinsic: 2 });
    const all = join(folder, 'all');
    await renderDataset({ ...request, out: all });
    const stored = await openDataset(all);
    expect((await part.read('train', 'azimuth', 1)).images).toEqual(
      (await stored.read('train', 'azimuth', 3)).images,
    );
    await part.close();
    await stored.close();
  });
});
