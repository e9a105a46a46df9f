import type { Batch, BatchSource } from '../dataset/batch.js';
import { openRenderer } from '../dataset/renderer.js';
import { UserError } from '../errors.js';
import { Random } from '../numeric/random.js';
import { canPhotograph, openScene } from '../scene/openScene.js';
import { parametersOf } from '../scene/scene.js';
import type { TrainingOptions } from './presets.js';

/**
 * What the encoder sees of a step's images: some of them as a photograph might show them. The decoder's target stays
 * the plain image, so that what a photograph adds is ignored by the code rather than coded.
 */
export interface Photographs {
  /** @returns [images, size, size]: those of the batches, one after the other */
  see(step: number, batches: readonly Batch[]): Promise<Uint8Array>;
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
  if (share === 0) return { see: async (_, batches) => join(batches), close: async () => {} };
  const { size, scene: name } = source.info;
  if (!canPhotograph(name))
    throw new UserError(
      `Photographs are asked for (--photographs ${share}), but nothing can photograph ${name}. Give --photographs 0.`,
    );
  const scene = await openScene(name);
  const width = parametersOf(scene).length;
  const renderer = openRenderer(scene, { size, workers });
  return {
    async see(step, batches) {
      const images = join(batches);
      const chance = new Random(seed, 'photographed', step);
      const count = images.length / (size * size);
      const chosen = Array.from({ length: count }, (_, i) => i).filter(() => chance.uniform() < share);
      if (chosen.length === 0) return images;
      const truths = batches.flatMap(({ factors, count: n }) =>
        Array.from({ length: n }, (_, i) => factors!.subarray(i * width, (i + 1) * width)),
      );
      const values = new Float32Array(chosen.length * width);
      for (const [k, i] of chosen.entries()) values.set(truths[i]!, k * width);
      const drawn = await renderer.photograph(
        values,
        chosen.map((i) => [seed, 'photograph', step, i]),
      );
      for (const [k, i] of chosen.entries())
        images.set(drawn.subarray(k * size * size, (k + 1) * size * size), i * size * size);
      return images;
    },
    close: () => renderer.close(),
  };
}

function join(batches: readonly Batch[]): Uint8Array {
  const result = new Uint8Array(batches.reduce((length, { images }) => length + images.length, 0));
  let offset = 0;
  for (const { images } of batches) {
    result.set(images, offset);
    offset += images.length;
  }
  return result;
}
