import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BatchSource } from '../dataset/batch.js';
import { openDataset } from '../dataset/openDataset.js';
import { renderDataset } from '../dataset/renderDataset.js';
import { openScene } from '../scene/openScene.js';

/**
 * Renders a few batches of faces to a temporary folder for the time of `use`: training is timed with batches
 * that come from the disk.
 */
export async function withData<T>(
  size: number,
  batchSize: number,
  use: (source: BatchSource, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'dcign-bench-'));
  try {
    const out = join(folder, 'data');
    await renderDataset({
      scene: await openScene('faces'),
      out,
      size,
      seed: 1,
      batchSize,
      kinds: [
        ...['azimuth', 'elevation', 'light', 'shape', 'texture', 'intrinsic'],
        ...['all-but-azimuth', 'all-but-elevation', 'all-but-light', 'all-but-shape', 'all-but-texture'],
      ],
      batches: { train: 2, validation: 1, test: 0 },
    });
    const source = await openDataset(out);
    try {
      return await use(source, folder);
    } finally {
      await source.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
