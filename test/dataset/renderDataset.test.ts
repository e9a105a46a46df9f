import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { openDataset } from '../../src/dataset/openDataset.js';
import { PartWriter } from '../../src/dataset/partWriter.js';
import { type RenderRequest, renderDataset } from '../../src/dataset/renderDataset.js';
import { fakeScene } from './fakeScene.js';
import { contents, temporaryFolder } from './temporary.js';

class Killed extends Error {}

const request: Omit<RenderRequest, 'out'> = {
  scene: fakeScene,
  size: 8,
  seed: 3,
  batches: { train: 4, validation: 1, test: 1 },
  kinds: ['azimuth', 'texture+shape'],
  workers: 0,
};
const TOTAL = 2 * (4 + 1 + 1);

/** Renders until so many batches are written, then fails. */
async function interrupted(out: string, after: number): Promise<void> {
  const rendering = renderDataset({ ...request, out }, (done) => {
    if (done === after) throw new Killed();
  });
  await expect(rendering).rejects.toThrow(Killed);
}

describe('renderDataset', () => {
  it('writes only what it should, kinds under their one name', async () => {
    const out = join(temporaryFolder(), 'a', 'b');
    const progress: number[] = [];
    await renderDataset({ ...request, out }, (done, total) => {
      expect(total).toBe(TOTAL);
      progress.push(done);
    });
    expect(progress).toEqual(Array.from({ length: TOTAL + 1 }, (_, i) => i));
    const arrays = ['train', 'validation', 'test'].flatMap((split) =>
      ['azimuth', 'intrinsic'].flatMap((kind) =>
        ['images', 'factors', 'sha256'].map((name) => `${split}/${kind}/${name}.npy`),
      ),
    );
    expect([...contents(out).keys()].sort()).toEqual(['dataset.json', 'preview.png', ...arrays].sort());
  });

  it('leaves out splits without batches', async () => {
    const out = join(temporaryFolder(), 'set');
    await renderDataset({ ...request, out, batches: { train: 0, validation: 0, test: 2 } });
    expect(readdirSync(out).sort()).toEqual(['dataset.json', 'preview.png', 'test']);
    const stored = await openDataset(out);
    expect(stored.info.splits).toEqual({ train: {}, validation: {}, test: { azimuth: 2, intrinsic: 2 } });
    await stored.close();
  });

  it('shows ten images of each kind in its preview', async () => {
    const out = join(temporaryFolder(), 'set');
    await renderDataset({ ...request, out, size: 40 });
    const { width, height } = await sharp(join(out, 'preview.png')).metadata();
    expect(width).toBeGreaterThan(10 * 40);
    expect(height).toBeGreaterThan(2 * 40);
  });

  it('goes on after an interruption at any batch, to the same bytes', async () => {
    const folder = temporaryFolder();
    await renderDataset({ ...request, out: join(folder, 'whole') });
    const whole = contents(join(folder, 'whole'));
    for (let after = 0; after <= TOTAL; after += 2) {
      const out = join(folder, `${after}`);
      await interrupted(out, after);
      await expect(openDataset(out)).rejects.toThrow(/not complete/);
      const progress: number[] = [];
      await renderDataset({ ...request, out }, (done) => progress.push(done));
      expect(progress[0]).toBe(after);
      expect(contents(out)).toEqual(whole);
    }
  });

  it('writes again what was cut within a batch or a header', async () => {
    const folder = temporaryFolder();
    await renderDataset({ ...request, out: join(folder, 'whole') });
    const whole = contents(join(folder, 'whole'));
    for (const [name, length] of [
      ['images', 128 + 1280 + 700],
      ['images', 60],
      ['factors', 128 + 3],
      ['sha256', 0],
    ] as const) {
      const out = join(folder, `${name}-${length}`);
      await interrupted(out, 2);
      truncateSync(join(out, `train/azimuth/${name}.npy.part`), length);
      await renderDataset({ ...request, out });
      expect(contents(out)).toEqual(whole);
    }
  });

  it('writes again what a power cut has left as zeros', async () => {
    const folder = temporaryFolder();
    const [whole, out] = [join(folder, 'whole'), join(folder, 'cut')];
    await renderDataset({ ...request, out: whole });
    await interrupted(out, 3);
    for (const name of ['images', 'factors', 'sha256']) {
      const path = join(out, `train/azimuth/${name}.npy.part`);
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.fill(0, bytes.length - 40));
    }
    await renderDataset({ ...request, out });
    expect(contents(out)).toEqual(contents(whole));
  });

  it('is done by one process at a time', async () => {
    const out = join(temporaryFolder(), 'set');
    const others: unknown[] = [];
    await renderDataset({ ...request, out }, (done) => {
      if (done === 1) others.push(renderDataset({ ...request, out }).catch((error) => error.message));
    });
    expect(await Promise.all(others)).toEqual([expect.stringMatching(/set is in use by process \d+/)]);
    await (await openDataset(out)).close();
  });

  it.each<[string, Partial<RenderRequest>, RegExp]>([
    ['size', { size: 10 }, /size \(8 before, 10 now\)/],
    ['seed', { seed: 4 }, /seed \(3 before, 4 now\)/],
    ['kinds', { kinds: ['azimuth'] }, /splits \(.*intrinsic.*before, /],
    ['number of batches', { batches: { train: 5, validation: 1, test: 1 } }, /splits/],
    ['scene', { scene: { ...fakeScene, name: 'other' } }, /scene \(fake before, other now\)/],
  ])('does not go on with another %s', async (_, change, message) => {
    const out = join(temporaryFolder(), 'set');
    await interrupted(out, 3);
    const before = contents(out);
    const rendering = renderDataset({ ...request, ...change, out });
    await expect(rendering).rejects.toThrow(expect.objectContaining({ name: 'UserError' }));
    await expect(rendering).rejects.toThrow(message);
    expect(contents(out)).toEqual(before);
  });

  it('does not touch a complete data set, a folder of other things, or a file', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'set');
    await renderDataset({ ...request, out });
    const before = contents(out);
    await expect(renderDataset({ ...request, out })).rejects.toThrow(/complete data set.*never overwritten/);
    expect(contents(out)).toEqual(before);

    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine', 'thesis.tex'), '');
    await expect(renderDataset({ ...request, out: join(folder, 'mine') })).rejects.toThrow(/thesis\.tex/);
    expect(readdirSync(join(folder, 'mine'))).toEqual(['thesis.tex']);

    mkdirSync(join(folder, 'finder'));
    writeFileSync(join(folder, 'finder', '.DS_Store'), '');
    await renderDataset({ ...request, out: join(folder, 'finder') });
    expect([...contents(join(folder, 'finder'))].slice(1)).toEqual([...before]);

    writeFileSync(join(folder, 'file'), 'text');
    await expect(renderDataset({ ...request, out: join(folder, 'file') })).rejects.toThrow(/in the way/);
    await expect(renderDataset({ ...request, out: join(folder, 'file', 'x') })).rejects.toThrow(/in the way/);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('text');
  });

  it('begins only where there is room for all of it', async () => {
    const out = join(temporaryFolder(), 'set');
    const batches = { train: 1e9, validation: 1, test: 1 };
    await expect(renderDataset({ ...request, size: 1000, out, batches })).rejects.toThrow(
      /takes 4000\d{4}\.\d GB more, but the disk .* has [\d.]+ GB available/,
    );
  });

  it('says so when the disk becomes full, and goes on when there is room again', async () => {
    const folder = temporaryFolder();
    await renderDataset({ ...request, out: join(folder, 'whole') });
    const full = vi.spyOn(PartWriter.prototype, 'write').mockImplementation(async (index) => {
      if (index > 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    });
    const out = join(folder, 'set');
    await expect(renderDataset({ ...request, out })).rejects.toThrow(/disk of .*set became full.*go on/);
    full.mockRestore();
    await renderDataset({ ...request, out });
    expect(contents(out)).toEqual(contents(join(folder, 'whole')));
  });

  it.each<[string, Partial<RenderRequest>, RegExp]>([
    ['an unknown kind', { kinds: ['azimut'] }, /Did you mean azimuth\?/],
    ['no kinds', { kinds: [] }, /without any batches/],
    ['no batches', { batches: { train: 0, validation: 0, test: 0 } }, /without any batches/],
  ])('refuses %s before it writes', async (_, change, message) => {
    const folder = temporaryFolder();
    await expect(renderDataset({ ...request, ...change, out: join(folder, 'set') })).rejects.toThrow(message);
    expect(readdirSync(folder)).toEqual([]);
  });
});
