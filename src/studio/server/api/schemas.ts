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

/** What everything that takes a body may be refused with. */
export const refusals: Readonly<Record<400 | 413 | 415 | 503, typeof refusal>> = {
  ...{ 400: refusal, 413: refusal, 415: refusal, 503: refusal },
};

interface Body<S> extends Omit<Content<S>, 'description'> {
  readonly required: true;
}

/** A body of JSON. */
export function jsonBody<S extends z.ZodType>(schema: S): Body<S> {
  return { required: true, content: { 'application/json': { schema } } };
}

type Amounts = z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodNumber>>;

/** What is to be changed, and to which value. */
export function amounts(words: string, example: Readonly<Record<string, number>>): Amounts {
  return z.record(z.string().max(64), z.number()).default({}).describe(words).meta({ example });
}
