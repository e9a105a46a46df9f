import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { toGlb } from '../../../head/glb.js';
import { changePerson, drawPerson, meanPerson } from '../../../head/person.js';
import { texturedHead } from '../../../head/texturedHead.js';
import type { FaceModel } from '../../../scene/faceModel.js';
import { loadFaces } from '../../../scene/loadFaces.js';
import { amounts, jsonBody, refusals } from './schemas.js';

export const HEAD_PATH = '/api/head';
const GLB = 'model/gltf-binary';

const headRoute = createRoute({
  method: 'post',
  path: HEAD_PATH,
  summary: "A drawn person's head, with its skin, as glTF",
  request: {
    body: jsonBody(
      z.strictObject({
        seed: z
          .int()
          .nonnegative()
          .optional()
          .describe('which person; the mean head without it')
          .meta({ example: 3 }),
        set: amounts('coefficients, in standard deviations', { 'shape.1': 2 }),
        morphs: z.int().nonnegative().optional().describe('how many morph targets, 10 if not given'),
      }),
    ),
  },
  responses: {
    200: { description: 'The file', content: { [GLB]: { schema: z.string() } } },
    ...refusals,
  },
});

/** Heads come from the face model in the package, whatever the studio's own model has learnt. */
export function addHead(app: OpenAPIHono): void {
  let faces: Promise<FaceModel> | undefined;
  app.openapi(headRoute, async (c) => {
    const { seed, set, morphs } = c.req.valid('json');
    faces ??= loadFaces();
    const model = await faces;
    const drawn = seed === undefined ? meanPerson(model) : drawPerson(model, seed);
    const head = texturedHead(model, changePerson(drawn, set), morphs === undefined ? {} : { morphs });
    return c.body(await toGlb(head), 200, { 'Content-Type': GLB });
  });
}
