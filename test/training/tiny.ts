import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BatchSource } from '../../src/dataset/batch.js';
import { streamScene } from '../../src/dataset/streamSource.js';
import { type GivenOptions, resolveOptions } from '../../src/training/options.js';
import type { TrainingOptions } from '../../src/training/presets.js';
import { dotScene } from './dotScene.js';

/** Images of 8 x 8, four a batch. */
export const tinySource = (): BatchSource => streamScene(dotScene, { size: 8, seed: 1, batchSize: 4 });

/** A network of a few hundred numbers. */
export const tinyOptions = (change: GivenOptions = {}): TrainingOptions =>
  resolveOptions(
    'default',
    {
      steps: 30,
      encoder: [2],
      decoder: [2, 2],
      code: 4,
      warmUp: 3,
      learningRate: 0.01,
      metricsEvery: 1,
      validateEvery: 10,
      validationBatches: 4,
      checkpointEvery: 10,
      ...change,
    },
    { size: 8, scene: 'dot' },
  );

export async function emptyFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'dcign-training-'));
}

/** metrics.jsonl without what depends on the clock. */
export async function metricsOf(run: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(run, 'metrics.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { imagesPerSecond: _, ...rest } = JSON.parse(line);
      return rest;
    });
}
