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
      return c.json({ error: hinted(error.message) }, error.status);
    }
    // A client that leaves in the middle of its request is nobody's fault.
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') onFault(error);
    // Not its message, which may name paths of this machine.
    return c.json({ error: 'This is a fault in dcign, not in what you asked for.' }, 500);
  };
}

/** @param methodsAt what a path answers to */
export function notFoundHandler(methodsAt: (path: string) => readonly string[]): NotFoundHandler {
  return (c) => {
    const { path, method } = c.req;
    const methods = methodsAt(path);
    if (methods.length === 0 || methods.includes(method))
      return c.json({ error: `There is nothing at ${path}.` }, 404);
    const allow = methods.join(', ');
    return c.json({ error: `${path} answers to ${allow}, not to ${method}.` }, 405, { Allow: allow });
  };
}

/** The validator's own words say what is wrong, and not what is expected. */
function hinted(message: string): string {
  return message.startsWith('Malformed JSON')
    ? `${message}. Expected is a JSON object, as /api/openapi.json describes it.`
    : message;
}
