import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';

/** Refuses bodies of other media types (415), and says which are taken. */
export function onlyTypes(types: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const given = c.req.header('content-type') ?? '';
    const [type = ''] = given.split(';');
    if (!types.includes(type.trim().toLowerCase()))
      throw new HTTPException(415, {
        message: `${c.req.path} takes ${types.join(', ')}, not ${given === '' ? 'a body without a Content-Type' : JSON.stringify(given)}.`,
      });
    await next();
  };
}
