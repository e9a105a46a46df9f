import { z } from '@hono/zod-openapi';

interface Content<S> {
  readonly description: string;
  readonly content: { readonly 'application/json': { readonly schema: S } };
}

/** A response of JSON. */
export function json<S extends z.ZodType>(description: string, schema: S): Content<S> {
  return { description, content: { 'application/json': { schema } } };
}

const error: z.ZodObject<{ error: z.ZodString }> = z.object({ error: z.string() });

/** Every refusal: one sentence or two. */
export const refusal: Content<typeof error> = json('Refused: why, and what to do', error);
