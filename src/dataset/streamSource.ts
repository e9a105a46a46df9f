import Tinypool from 'tinypool';
import type { Scene } from '../scene/scene.js';
import type { BatchSource } from './batch.js';
import { activeFactors, defaultKinds } from './kind.js';
import { renderImages } from './renderImages.js';
import type { RenderWorkerData } from './renderWorker.js';
import { sampleBatch } from './sample.js';

/** Images a batch, in the paper (section 3.1). */
export const BATCH_SIZE = 20;

export interface StreamOptions {
  /** Height and width in pixels. */
  readonly size: number;
  readonly seed: number;
  readonly batchSize?: number;
  /**
   * Threads that draw, each opening the scene by its name; 0, the default, draws in this thread. The images are
   * the same bits either way. Read several batches at once to keep the threads busy: see `readAhead`.
   */
  readonly workers?: number;
}

/**
 * Batches drawn from a scene when they are asked for, without touching the disk: endlessly many, of every kind
 * that the scene knows (`info.splits` lists the default ones).
 */
export function streamScene(scene: Scene, options: StreamOptions): BatchSource {
  const { size, seed, batchSize = BATCH_SIZE, workers = 0 } = options;
  const pool = workers > 0 ? renderPool({ scene: scene.name, size }, workers) : undefined;
  const endless = Object.fromEntries(defaultKinds(scene).map((kind) => [kind, Number.POSITIVE_INFINITY]));
  return {
    info: {
      scene: scene.name,
      size,
      batchSize,
      factors: scene.factors,
      aliases: scene.aliases,
      seed,
      splits: { train: endless, validation: endless, test: endless },
    },
    async read(split, kind, index) {
      const active = activeFactors(kind, scene);
      const factors = sampleBatch(scene, { seed, split, kind, index }, batchSize);
      const images: Uint8Array = await (pool?.run(factors) ?? renderImages(scene, factors, size));
      return { kind, active, count: batchSize, images, factors };
    },
    async close() {
      await pool?.destroy();
    },
  };
}

function renderPool(workerData: RenderWorkerData, threads: number): Tinypool {
  return new Tinypool({
    // Threads run compiled code; src and dist are siblings, so this holds from either.
    filename: new URL('../../dist/dataset/renderWorker.js', import.meta.url).href,
    workerData,
    minThreads: threads,
    maxThreads: threads,
    isolateWorkers: false,
  });
}
