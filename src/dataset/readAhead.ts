import type { Batch, BatchPart, BatchSource, Split } from './batch.js';

/** Which batch of a source to read. */
export interface BatchRequest {
  readonly split: Split;
  readonly kind: string;
  readonly index: number;
  /** All of it if not given. */
  readonly part?: BatchPart;
}

/**
 * Reads the requested batches in their order while up to `depth` of them are under way, so that disk and
 * worker threads stay busy while the caller works on a batch.
 *
 * @param requests may be endless: it is asked for no more than needed
 */
export function readAhead(
  source: BatchSource,
  requests: Iterable<BatchRequest>,
  depth: number,
): AsyncGenerator<Batch, void, undefined> {
  return startAhead(requests, (request) => readBatch(source, request), depth);
}

export function readBatch(source: BatchSource, { split, kind, index, part }: BatchRequest): Promise<Batch> {
  return source.read(split, kind, index, part);
}

/** The results of `start` in the order of the requests, while up to `depth` of them are under way. */
export async function* startAhead<Request, Result>(
  requests: Iterable<Request>,
  start: (request: Request) => Promise<Result>,
  depth: number,
): AsyncGenerator<Result, void, undefined> {
  const pending: Promise<Result>[] = [];
  try {
    for (const request of requests) {
      const result = start(request);
      result.catch(() => {}); // Reported when its turn comes, not as an unhandled rejection before.
      pending.push(result);
      if (pending.length >= depth) yield await pending.shift()!;
    }
    while (pending.length > 0) yield await pending.shift()!;
  } finally {
    // Whoever stops early shall be able to close the source at once.
    await Promise.allSettled(pending);
  }
}
