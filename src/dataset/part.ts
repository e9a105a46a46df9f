import type { Batch, BatchPart } from './batch.js';

/** Some images of a batch that has been read. */
export function partOf(batch: Batch, part: BatchPart | undefined): Batch {
  if (part === undefined) return batch;
  const { images, factors, count } = batch;
  const places = placesOf(part, count);
  const pick = <T extends Uint8Array | Float32Array>(rows: T): T => {
    const width = rows.length / count;
    const result = rows.slice(0, places.length * width) as T;
    for (const [i, place] of places.entries())
      result.set(rows.subarray(place * width, (place + 1) * width), i * width);
    return result;
  };
  return { ...batch, count: places.length, images: pick(images), factors: factors && pick(factors) };
}

/** Which of `count` images a part holds. */
export function placesOf({ first, count }: BatchPart, of: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => (first + i) % of);
}
