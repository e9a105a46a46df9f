import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';

const MEBI = 2 ** 20;

/** Of one request's body. */
export const MAX_BODY_BYTES: number = 8 * MEBI;
/** Requests that may wait for the engine, and what their bodies may hold together. */
const MAX_WAITING = 256;
const MAX_WAITING_BYTES = 64 * MEBI;

/**
 * The line in front of the engine, which does one thing at a time. Its length is bounded in requests and in bytes,
 * and so is memory; whoever finds it full is asked to come back (503).
 */
export function admission(): MiddlewareHandler {
  let waiting = 0;
  let bytes = 0;
  return async (c, next) => {
    // A body sent in chunks does not say how long it is.
    const size = Number(c.req.header('content-length') ?? MAX_BODY_BYTES);
    if (size > MAX_BODY_BYTES) throw tooLarge();
    if (waiting + 1 > MAX_WAITING || bytes + size > MAX_WAITING_BYTES)
      throw new HTTPException(503, { message: 'Too many requests are waiting. Try again in a moment.' });
    waiting++;
    bytes += size;
    try {
      await next();
    } finally {
      waiting--;
      bytes -= size;
    }
  };
}

export const limitedBody: MiddlewareHandler = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw tooLarge();
  },
});

function tooLarge(): HTTPException {
  return new HTTPException(413, {
    message: `A request may hold ${MAX_BODY_BYTES / MEBI} MiB at most. Send a smaller image; it is scaled down anyway.`,
  });
}
