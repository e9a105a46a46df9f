import { renderDataset } from '../../src/dataset/renderDataset.js';
import { dotScene } from './dotScene.js';

/** Dots of 16 x 16 on disk, to train on from a command: 20 batches of each kind, and 3 to validate on. */
export async function storeDots(out: string): Promise<void> {
  const batches = { train: 20, validation: 3, test: 0 };
  await renderDataset({ scene: dotScene, out, size: 16, seed: 1, batches, kinds: ['x', 'glow'], workers: 0 });
}
