import { availableParallelism } from 'node:os';
import type { BatchSource } from '../dataset/batch.js';
import { openPhotographs } from '../training/photographs.js';

/**
 * The same people as photographs might show them: what a model that reads photographs takes its statistics from. Of
 * such a model's codes most of the variance within a person is what hair, lamps and cameras do.
 *
 * @param source of a scene that has photographs; closed with what is returned
 */
export async function photographed(source: BatchSource): Promise<BatchSource> {
  const { info } = source;
  const photographs = await openPhotographs(
    source,
    { photographs: 1, seed: info.seed },
    availableParallelism(),
  );
  return {
    info,
    async read(split, kind, index, part) {
      const batch = await source.read(split, kind, index, part);
      return { ...batch, images: await photographs.see(index, [batch], batch.images) };
    },
    async close() {
      await photographs.close();
      await source.close();
    },
  };
}
