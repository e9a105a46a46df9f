import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import type { ExportedDescription } from '../../../export/onnx.js';
import { frameOptions, framingFor, type GivenFrame } from '../../../framing/frameOptions.js';
import type { Framed } from '../../../framing/framing.js';
import type { Model } from '../../../model/model.js';
import { decode, encode, rerender } from '../service.js';
import { json, refusal } from './schemas.js';

const MAX_CODES = 64;
/** Units have about unit variance; beyond this a decoder's numbers overflow. */
const MAX_UNIT = 1000;

const IMAGES = ['image/png', 'image/jpeg', 'image/webp'];

/** The media types that are taken, by address. */
export const BODIES: Readonly<Record<string, readonly string[]>> = {
  '/api/encode': ['application/json', ...IMAGES],
  '/api/decode': ['application/json'],
  '/api/rerender': ['application/json'],
};

const base64 = z
  .string()
  .min(1)
  .describe('PNG, JPEG or WebP, base64 or a data: URI of it; cropped to the face in it, made grey');
/** Of an image that comes without options. */
const UNASKED: GivenFrame = z.object(frameOptions).parse({});
const numbers = z.array(z.number());
const square = z.object({ x: z.number(), y: z.number(), side: z.number(), roll: z.number() });
const framed = {
  frame: square
    .nullable()
    .describe('what was cut out; null: all of the image, or its middle where that was asked for'),
  faces: z.array(square.extend({ score: z.number() })).describe('all that were found, the largest first'),
};
const readings = z
  .record(z.string(), z.number())
  .describe('what the code says, by control, in degrees or standard deviations');
const refusals = { 400: refusal, 413: refusal, 415: refusal, 503: refusal };

const describeModel = createRoute({
  method: 'get',
  path: '/api/model',
  summary: 'The model: architecture, groups of the code, calibration to degrees',
  responses: {
    200: json('The content of model/model.json', z.any()),
  },
});

const binary = { schema: z.string().openapi({ format: 'binary' }) };

const encodeRoute = createRoute({
  method: 'post',
  path: '/api/encode',
  summary: 'Image to graphics code',
  request: {
    body: {
      description: 'JSON, or the image file itself',
      content: {
        'application/json': { schema: z.strictObject({ image: base64, ...frameOptions }) },
        'image/png': binary,
        'image/jpeg': binary,
        'image/webp': binary,
      },
    },
  },
  responses: {
    200: json(
      'Posterior mean and log variance of each unit',
      z.object({ mu: numbers, logVar: numbers, readings, ...framed }),
    ),
    ...refusals,
  },
});

const decodeRoute = createRoute({
  method: 'post',
  path: '/api/decode',
  summary: 'Graphics codes to images',
  request: {
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.strictObject({
            codes: z
              .array(z.array(z.number().min(-MAX_UNIT).max(MAX_UNIT)))
              .min(1)
              .max(MAX_CODES),
          }),
        },
      },
    },
  },
  responses: {
    200: json('PNGs, base64, in the order of the codes', z.object({ images: z.array(z.string()) })),
    ...refusals,
  },
});

const rerenderRoute = createRoute({
  method: 'post',
  path: '/api/rerender',
  summary: 'Image under another pose, light, shape or texture',
  description: 'Answers with the PNG, or, where JSON is what the Accept header asks for, with the PNG in it.',
  request: {
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.strictObject({
            image: base64,
            ...frameOptions,
            set: z
              .record(z.string().max(64), z.number())
              .default({})
              .describe('values by control, in its own unit: {"azimuth": 30}; beyond its range is its end'),
          }),
        },
      },
    },
  },
  responses: {
    200: {
      description: 'The image; readings are those of the image that was sent',
      content: {
        'image/png': { schema: z.string() },
        'application/json': {
          schema: z.object({ image: z.string(), readings, notices: z.array(z.string()), ...framed }),
        },
      },
    },
    ...refusals,
  },
});

function reportOf({ frame, faces }: Framed): {
  frame: z.output<typeof square> | null;
  faces: (z.output<typeof square> & { score: number })[];
} {
  return { frame: frame ?? null, faces: faces.map((face) => ({ ...face.frame, score: face.score })) };
}

/** @param image base64, or a data: URI of it */
function bytesOf(image: string): Uint8Array {
  return Buffer.from(image.replace(/^data:[^,]{0,100},/i, ''), 'base64');
}

export function addModel(app: OpenAPIHono, model: Model, description: ExportedDescription): void {
  app.openapi(describeModel, (c) => c.json(description, 200));

  app.openapi(encodeRoute, async (c) => {
    // Empty where the body is the image itself.
    const { image, ...given } = c.req.valid('json') as Partial<GivenFrame> & { readonly image?: string };
    const bytes = image === undefined ? new Uint8Array(await c.req.arrayBuffer()) : bytesOf(image);
    const encoded = await encode(model, bytes, framingFor({ ...UNASKED, ...given }, model.description));
    return c.json(
      {
        mu: [...encoded.mu],
        logVar: [...encoded.logVar],
        readings: { ...encoded.readings },
        ...reportOf(encoded.framed),
      },
      200,
    );
  });

  app.openapi(decodeRoute, async (c) => {
    const { codes } = c.req.valid('json');
    const { code } = model.description.architecture;
    if (codes.some((units) => units.length !== code))
      throw new HTTPException(400, { message: `Each code of this model has ${code} numbers.` });
    const images = await decode(model, Float32Array.from(codes.flat()));
    return c.json({ images: images.map((png) => Buffer.from(png).toString('base64')) }, 200);
  });

  app.openapi(rerenderRoute, async (c) => {
    const { image, set, ...given } = c.req.valid('json');
    const bytes = bytesOf(image);
    const { png, readings, notices, framed } = await rerender(
      model,
      bytes,
      set,
      framingFor(given, model.description),
    );
    if (c.req.header('accept')?.includes('application/json') !== true)
      return c.body(new Uint8Array(png), 200, { 'Content-Type': 'image/png' });
    const answer = {
      image: Buffer.from(png).toString('base64'),
      readings: { ...readings },
      notices: [...notices],
      ...reportOf(framed),
    };
    return c.json(answer, 200);
  });
}
