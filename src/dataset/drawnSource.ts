import type { Scene } from '../scene/scene.js';
import type { BatchSource } from './batch.js';
import { activeFactors, defaultKinds } from './kind.js';
import type { Renderer } from './renderer.js';
import { sampleBatch } from './sample.js';

/** Images a batch, in the paper (section 3.1). */
export const BATCH_SIZE = 20;

export interface DrawnOptions {
  /** Height and width in pixels. */
  readonly size: number;
  readonly seed: number;
  readonly batchSize?: number;
  /** Whether the images are seen as photographs might show them: see `Scene.photograph`. */
  readonly photographed?: boolean | undefined;
}

/** Batches of a scene as a renderer draws them, wherever that runs: what `streamScene` is in Node. */
export function drawnSource(
  scene: Pick<Scene, 'name' | 'factors' | 'aliases'>,
  renderer: Renderer,
  { size, seed, batchSize = BATCH_SIZE, photographed }: DrawnOptions,
): BatchSource {
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
    async read(split, kind, index, { first, count } = { first: 0, count: batchSize }) {
      const active = activeFactors(kind, scene);
      const drawn = sampleBatch(scene, { seed, split, kind, index }, first + count);
      const factors = drawn.slice((drawn.length / (first + count)) * first);
      const images = photographed
        ? await renderer.photograph(
            factors,
            Array.from({ length: count }, (_, i) => [seed, 'photographed', split, kind, index, first + i]),
          )
        : await renderer.render(factors);
      return { kind, active, count, images, factors };
    },
    close: () => renderer.close(),
  };
}
