import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ExportedDescription } from '../../../export/onnx.js';
import { framingFor } from '../../../framing/frameOptions.js';
import type { Model } from '../../../model/model.js';
import { decode, type Encoded, encode, rerender, toPng } from '../service.js';
import { givenImage, IMAGE_BODIES, imageBody, WITH_OPTIONS } from './images.js';
import { report, reportOf } from './report.js';
import { amounts, json, jsonBody, refusals } from './schemas.js';

const MAX_CODES = 64;
/** Units have about unit variance; beyond this a decoder's numbers overflow. */
const MAX_UNIT = 1000;

/** The media types that are taken, by address. */
export const BODIES: Readonly<Record<string, readonly string[]>> = {
  '/api/frame': IMAGE_BODIES,
  '/api/encode': IMAGE_BODIES,
  '/api/decode': ['application/json'],
  '/api/rerender': WITH_OPTIONS,
};

/** More than any body here is read as. @param units of a code */
export function mostValues(units: number): number {
  return MAX_CODES * (units + 1) + 1024;
}

const numbers = z.array(z.number());
const readings = z
  .record(z.string(), z.number())
  .describe('what the code says, by control, in degrees or standard deviations');

const describeModel = createRoute({
  method: 'get',
  path: '/api/model',
  summary: 'The model: architecture, groups of the code, calibration to degrees',
  responses: {
    200: json('The content of model/model.json', z.any()),
  },
});

const frameRoute = createRoute({
  method: 'post',
  path: '/api/frame',
  summary: 'The face in an image: where it is, what the model sees of it, and whether it can be read',
  request: { body: imageBody({}, true) },
  responses: {
    200: json('image: PNG, base64, what the encoder sees', z.object({ image: z.string(), ...report })),
    ...refusals,
  },
});

const encodeRoute = createRoute({
  method: 'post',
  path: '/api/encode',
  summary: 'Image to graphics code',
  request: { body: imageBody({}, true) },
  responses: {
    200: json(
      'Posterior mean and log variance of each unit',
      z.object({ mu: numbers, logVar: numbers, readings, ...report }),
    ),
    ...refusals,
  },
});

/** @param units of each code */
const decodeRoute = (units: number) => {
  const wrong = { error: `each code of this model has ${units} numbers` };
  return createRoute({
    method: 'post',
    path: '/api/decode',
    summary: 'Graphics codes to images',
    request: {
      body: jsonBody(
        z.strictObject({
          codes: z
            .array(z.array(z.number().min(-MAX_UNIT).max(MAX_UNIT)).min(units, wrong).max(units, wrong))
            .min(1)
            .max(MAX_CODES),
        }),
      ),
    },
    responses: {
      200: json('PNGs, base64, in the order of the codes', z.object({ images: z.array(z.string()) })),
      ...refusals,
    },
  });
};

const set = amounts('values by control, in its own unit; beyond its range is its end', { azimuth: 30 });

const rerenderRoute = createRoute({
  method: 'post',
  path: '/api/rerender',
  summary: 'Image under another pose, light, shape or texture',
  description: 'Answers with the PNG, or, where JSON is what the Accept header asks for, with the PNG in it.',
  request: { body: imageBody({ set }, false) },
  responses: {
    200: {
      description: 'The image; readings are those of the image that was sent',
      content: {
        'image/png': { schema: z.string() },
        'application/json': {
          schema: z.object({ image: z.string(), readings, notices: z.array(z.string()), ...report }),
        },
      },
    },
    ...refusals,
  },
});

function toBase64(png: Uint8Array): string {
  return Buffer.from(png).toString('base64');
}

export function addModel(app: OpenAPIHono, model: Model, description: ExportedDescription): void {
  const read = async (c: Context): Promise<Encoded> => {
    const { bytes, frame } = await givenImage(c);
    return encode(model, bytes, framingFor(frame, model.description), c.req.raw.signal);
  };

  app.openapi(describeModel, (c) => c.json(description, 200));

  app.openapi(frameRoute, async (c) => {
    const encoded = await read(c);
    return c.json({ image: toBase64(await toPng(encoded.pixels)), ...reportOf(encoded) }, 200);
  });

  app.openapi(encodeRoute, async (c) => {
    const encoded = await read(c);
    const { mu, logVar, readings } = encoded;
    const answer = { mu: [...mu], logVar: [...logVar], readings: { ...readings }, ...reportOf(encoded) };
    return c.json(answer, 200);
  });

  app.openapi(decodeRoute(model.description.architecture.code), async (c) => {
    const { codes } = c.req.valid('json');
    const images = await decode(
      model,
      codes.map((code) => Float32Array.from(code)),
    );
    return c.json({ images: images.map(toBase64) }, 200);
  });

  app.openapi(rerenderRoute, async (c) => {
    const { bytes, frame, others } = await givenImage(c);
    const framing = framingFor(frame, model.description);
    const { png, encoded, notices } = await rerender(
      model,
      bytes,
      set.parse(others.set),
      framing,
      c.req.raw.signal,
    );
    if (c.req.header('accept')?.includes('application/json') !== true)
      return c.body(new Uint8Array(png), 200, { 'Content-Type': 'image/png' });
    const answer = {
      image: toBase64(png),
      readings: { ...encoded.readings },
      notices: [...notices],
      ...reportOf(encoded),
    };
    return c.json(answer, 200);
  });
}
