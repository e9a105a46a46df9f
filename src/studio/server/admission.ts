import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { countValues } from './values.js';

const MEBI = 2 ** 20;

/** Of one request's body. */
export const MAX_BODY_BYTES: number = 8 * MEBI;
/** Requests that may wait for the engine, and what has arrived of all bodies together. */
const MAX_WAITING = 256;
const MAX_BYTES = 64 * MEBI;

/** A body that is still arriving. */
interface Upload {
  bytes: number;
  /** Makes room for others. */
  readonly drop: () => void;
}

/**
 * The line in front of the engine, which does one thing at a time. A request joins it when its body is whole. Its
 * length is bounded in requests, all bodies together in bytes, and so is memory; whoever finds it full is asked to
 * come back (503). Bytes count as they arrive: what is announced costs nothing. Where there is no room, the body
 * that has been arriving for longest makes it, so that those who dawdle keep nobody out.
 *
 * @param mostValues that a body may be read as
 */
export function admission(mostValues: number): MiddlewareHandler {
  let waiting = 0;
  let bytes = 0;
  const uploads = new Set<Upload>();
  const grow = (upload: Upload, by: number): void => {
    if (upload.bytes + by > MAX_BODY_BYTES) throw tooLarge();
    for (const other of uploads) {
      if (bytes + by <= MAX_BYTES) break;
      if (other === upload) continue;
      uploads.delete(other);
      bytes -= other.bytes;
      other.bytes = 0;
      other.drop();
    }
    if (bytes + by > MAX_BYTES) throw full();
    upload.bytes += by;
    bytes += by;
  };
  return async (c, next) => {
    if (Number(c.req.header('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
    let drop = (): void => {};
    const dropped = new Promise<never>((_, reject) => {
      drop = () => reject(full());
    });
    // Nobody listens to it once the body is whole.
    dropped.catch(() => {});
    const upload: Upload = { bytes: 0, drop };
    uploads.add(upload);
    try {
      const body = await collect(c.req.raw.body, dropped, (by) => grow(upload, by));
      uploads.delete(upload);
      if (countValues(c.req.header('content-type') ?? '', body) > mostValues) throw tooMany(mostValues);
      if (waiting >= MAX_WAITING) throw full();
      waiting++;
      try {
        c.req.raw = new Request(c.req.raw, { body });
        await next();
      } finally {
        waiting--;
      }
    } finally {
      uploads.delete(upload);
      bytes -= upload.bytes;
    }
  };
}

/** @param onBytes may throw */
async function collect(
  stream: ReadableStream<Uint8Array> | null,
  dropped: Promise<never>,
  onBytes: (count: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  const reader = stream?.getReader();
  try {
    while (reader !== undefined) {
      const { done, value } = await Promise.race([reader.read(), dropped]);
      if (done) break;
      onBytes(value.length);
      chunks.push(value);
    }
  } catch (error) {
    reader?.cancel().catch(() => {});
    throw error;
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function full(): HTTPException {
  return new HTTPException(503, { message: 'Too many requests are waiting. Try again in a moment.' });
}

function tooMany(most: number): HTTPException {
  return new HTTPException(413, {
    message: `A request may hold ${most} values at most, which is more than any needs. Send fewer at once.`,
  });
}

function tooLarge(): HTTPException {
  return new HTTPException(413, {
    message: `A request may hold ${MAX_BODY_BYTES / MEBI} MiB at most. Send a smaller image; it is scaled down anyway.`,
  });
}
