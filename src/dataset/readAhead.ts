import type { Batch, BatchSource, Split } from './batch.js';

/** Which batch of a source to read. */
export interface BatchRequest {
  readonly split: Split;
  readonly kind: string;
  readonly index: number;
}

/**
 * Reads the requested batches in their order while up to `depth` of them are under way, so that disk and
 * worker threads stay busy while the caller works on a batch.
 *
 * @param requests may be endless: it is asked for no more than needed
 */
export async function* readAhead(
  source: BatchSource,
  requests: Iterable<BatchRequest>,
  depth: number,
): AsyncGenerator<Batch, void, undefined> {
  const pending: Promise<Batch>[] = [];
  try {
    for (const { split, kind, index } of requests) {
      const batch = source.read(split, kind, index);
      batch.catch(() => {}); // Reported when its turn comes, not as an unhandled rejection before.
      pending.push(batch);
      if (pending.length >= depth) yield await pending.shift()!;
    }
    while (pending.length > 0) yield await pending.shift()!;
  } finally {
    // Whoever stops early shall be able to close the source at once.
    await Promise.allSettled(pending);
  }
}
