import type { Batch, BatchSource } from '../dataset/batch.js';
import { openRenderer } from '../dataset/renderer.js';
import { UserError } from '../errors.js';
import { Random } from '../numeric/random.js';
import { canPhotograph, openScene } from '../scene/openScene.js';
import { parametersOf } from '../scene/scene.js';
import { noPhotographs } from './noPhotographs.js';
import type { TrainingOptions } from './presets.js';

/**
 * What the encoder sees of a step's images: some of them as a photograph might show them. The decoder's target stays
 * the plain image, so that what a photograph adds is ignored by the code rather than coded.
 */
export interface Photographs {
  /**
   * @param images those of the batches, one after the other: [images, size, size]
   * @param first place of the first of them among the step's images
   * @returns the same, where some are photographs; `images` itself where none is
   */
  see(step: number, batches: readonly Batch[], images: Uint8Array, first?: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * @param workers threads that draw
 * @throws UserError where photographs are asked for, but the data are of a scene that has none
 */
export async function openPhotographs(
  source: BatchSource,
  { photographs: share, seed }: Pick<TrainingOptions, 'photographs' | 'seed'>,
  workers: number,
): Promise<Photographs> {
  if (share === 0) return noPhotographs;
  const { size, scene: name } = source.info;
  refuseUnphotographed(share, name);
  const scene = await openScene(name);
  const width = parametersOf(scene).length;
  const renderer = openRenderer(scene, { size, workers });
  return {
    async see(step, batches, images, first = 0) {
      const chance = new Random(seed, 'photographed', step);
      const count = images.length / (size * size);
      const places = Array.from({ length: first + count }, (_, i) => i - first);
      const chosen = places.filter((i) => chance.uniform() < share && i >= 0);
      if (chosen.length === 0) return images;
      const truths = batches.flatMap(({ factors, count: n }) =>
        Array.from({ length: n }, (_, i) => factors!.subarray(i * width, (i + 1) * width)),
      );
      const values = new Float32Array(chosen.length * width);
      for (const [k, i] of chosen.entries()) values.set(truths[i]!, k * width);
      const drawn = await renderer.photograph(
        values,
        chosen.map((i) => [seed, 'photograph', step, first + i]),
      );
      const seen = images.slice();
      for (const [k, i] of chosen.entries())
        seen.set(drawn.subarray(k * size * size, (k + 1) * size * size), i * size * size);
      return seen;
    },
    close: () => renderer.close(),
  };
}

/** @throws UserError where photographs are asked for, but the scene has none */
export function refuseUnphotographed(share: number, scene: string): void {
  if (share === 0 || canPhotograph(scene)) return;
  throw new UserError(
    `Photographs are asked for (--photographs ${share}), but nothing can photograph ${scene}. Give --photographs 0.`,
  );
}
