import type { ErrorHandler, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { UserError } from '../../errors.js';

/**
 * Every refusal is JSON with one sentence or two: `{"error": "..."}`.
 *
 * @param onFault is told of what is not the client's doing
 */
export function errorHandler(onFault: (error: Error) => void): ErrorHandler {
  return (error, c) => {
    if (error instanceof UserError) return c.json({ error: error.message }, 400);
    if (error instanceof HTTPException) {
      if (error.status === 503) c.header('Retry-After', '2');
      return c.json({ error: error.message }, error.status);
    }
    // A client that leaves in the middle of its request is nobody's fault.
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') onFault(error);
    // Not its message, which may name paths of this machine.
    return c.json({ error: 'This is a fault in dcign, not in what you asked for.' }, 500);
  };
}

export const handleNotFound: NotFoundHandler = (c) =>
  c.json({ error: `There is nothing at ${c.req.path}.` }, 404);
