import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { frameOptions, type GivenFrame } from '../../../framing/frameOptions.js';

const IMAGES = ['image/png', 'image/jpeg', 'image/webp'];
const JSON_TYPE = 'application/json';
const FORM = 'multipart/form-data';

/** Media types by which an image comes together with what is asked of it, and those by which it comes at all. */
export const WITH_OPTIONS: readonly string[] = [JSON_TYPE, FORM];
export const IMAGE_BODIES: readonly string[] = [...WITH_OPTIONS, ...IMAGES];

const base64 = z
  .string()
  .min(1)
  .describe('PNG, JPEG or WebP, base64 or a data: URI of it; cropped to the face in it, made grey');

const file = z
  .instanceof(File, { error: 'expected is the file' })
  .openapi({ type: 'string', format: 'binary', description: 'PNG, JPEG or WebP' });

/** A field of a form is text: what is more than a word is written as in JSON, a list also without its brackets. */
function field(schema: z.ZodType): z.ZodType {
  return z.preprocess((text) => (typeof text === 'string' ? valueIn(text) : text), schema);
}

function valueIn(text: string): unknown {
  for (const json of [text, `[${text}]`])
    try {
      return JSON.parse(json);
    } catch {
      // A word.
    }
  return text;
}

interface Body {
  readonly description: string;
  readonly content: Readonly<Record<string, { readonly schema: z.ZodType }>>;
}

/**
 * The bodies by which an image comes, with its frame and whatever else is asked.
 *
 * @param others options besides the frame's
 * @param isAlone whether the image file itself is taken, too
 */
export function imageBody(others: Readonly<Record<string, z.ZodType>>, isAlone: boolean): Body {
  const options = { ...frameOptions, ...others };
  const fields = Object.entries(options).map(([name, schema]) => [name, field(schema)]);
  const binary = { schema: z.string().openapi({ format: 'binary' }) };
  return {
    description: `JSON${isAlone ? ', a form, or the image file itself' : ' or a form'}`,
    content: {
      [JSON_TYPE]: { schema: z.strictObject({ image: base64, ...options }) },
      [FORM]: { schema: z.strictObject({ image: file, ...Object.fromEntries(fields) }) },
      ...(isAlone && Object.fromEntries(IMAGES.map((type) => [type, binary]))),
    },
  };
}

/** What came in such a body. */
export interface GivenImage {
  readonly bytes: Uint8Array;
  readonly frame: GivenFrame;
  /** All other options. */
  readonly others: Readonly<Record<string, unknown>>;
}

/** Of an image that comes without options. */
const UNASKED: GivenFrame = z.object(frameOptions).parse({});

/** @param c whose body has been checked */
export async function givenImage({ req }: Context): Promise<GivenImage> {
  // Each is empty where the body is of another kind.
  const { image, frame, crop, face, ...others }: Record<string, unknown> = {
    ...(req.valid('json' as never) as object),
    ...(req.valid('form' as never) as object),
  };
  const whole = image === undefined;
  const given = { frame, crop, face } as GivenFrame;
  return {
    bytes: await bytesOf(whole ? req : (image as string | File)),
    frame: whole ? UNASKED : given,
    others,
  };
}

/** @param image base64 or a data: URI of it; a file of a form; or the request that is the image */
async function bytesOf(image: string | Pick<File, 'arrayBuffer'>): Promise<Uint8Array> {
  return typeof image === 'string'
    ? Buffer.from(image.replace(/^data:[^,]{0,100},/i, ''), 'base64')
    : new Uint8Array(await image.arrayBuffer());
}
