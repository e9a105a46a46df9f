import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { streamSSE } from 'hono/streaming';
import type { RunFolder } from '../../../training/run.js';
import { type Runs, sampleSheet, sampleSheets } from '../runs.js';
import { tail } from '../tail.js';
import { json, refusal } from './schemas.js';

/** Streams that may be open at once; a page opens one a training that it shows. */
const MAX_STREAMS = 64;

const run = z.object({ name: z.string() });
const step = z.int().nonnegative();

const list = createRoute({
  method: 'get',
  path: '/api/runs',
  summary: 'Trainings in the folder of runs',
  responses: {
    200: json(
      'steps: how many it shall have; step: how far it is',
      z.array(z.object({ name: z.string(), steps: step, step, finished: z.boolean() })),
    ),
  },
});

const config = createRoute({
  method: 'get',
  path: '/api/runs/{name}/config',
  summary: 'The whole configuration of a training',
  request: { params: run },
  responses: { 200: json('config.json', z.looseObject({})), 404: refusal },
});

const samples = createRoute({
  method: 'get',
  path: '/api/runs/{name}/samples',
  summary: 'Sample sheets of a training, oldest first',
  request: { params: run },
  responses: {
    200: json('file: the last part of its address', z.array(z.object({ step, file: z.string() }))),
    404: refusal,
  },
});

const sample = createRoute({
  method: 'get',
  path: '/api/runs/{name}/samples/{file}',
  summary: 'A sample sheet: a row of validation images, and their reconstructions below',
  request: { params: run.extend({ file: z.string() }) },
  responses: {
    200: { description: 'PNG', content: { 'image/png': { schema: z.string() } } },
    404: refusal,
  },
});

const metrics = createRoute({
  method: 'get',
  path: '/api/runs/{name}/metrics',
  summary: 'The lines of metrics.jsonl, those that are there and then each as it is written',
  description:
    'One event a line. Its id is the byte at which the next line begins: ask `from` there, or send it as ' +
    'Last-Event-ID, to go on without gap or repetition. An event `reset` says that the file was replaced, since ' +
    'the training was resumed: forget the lines before it.',
  request: {
    params: run,
    query: z.object({ from: z.coerce.number().int().nonnegative().default(0) }),
    headers: z.object({ 'last-event-id': z.coerce.number().int().nonnegative().optional() }),
  },
  responses: {
    200: { description: 'endless', content: { 'text/event-stream': { schema: z.string() } } },
    404: refusal,
    503: refusal,
  },
});

export function addRuns(app: OpenAPIHono, runs: Runs): void {
  const find = async (name: string): Promise<RunFolder> => {
    const folder = await runs.find(name);
    if (folder === undefined)
      throw new HTTPException(404, { message: `There is no run called ${JSON.stringify(name)}.` });
    return folder;
  };

  app.openapi(list, async (c) => c.json([...(await runs.list())], 200));

  app.openapi(config, async (c) => {
    const folder = await find(c.req.valid('param').name);
    return c.json(JSON.parse(JSON.stringify(await folder.readConfig())), 200);
  });

  app.openapi(samples, async (c) => {
    const folder = await find(c.req.valid('param').name);
    return c.json([...(await sampleSheets(folder))], 200);
  });

  app.openapi(sample, async (c) => {
    const { name, file } = c.req.valid('param');
    const png = await sampleSheet(await find(name), file);
    if (png === undefined)
      throw new HTTPException(404, { message: `The run has no sheet ${JSON.stringify(file)}.` });
    return c.body(new Uint8Array(png), 200, { 'Content-Type': 'image/png' });
  });

  let streams = 0;
  app.openapi(metrics, async (c) => {
    const folder = await find(c.req.valid('param').name);
    const from = c.req.valid('header')['last-event-id'] ?? c.req.valid('query').from;
    if (streams >= MAX_STREAMS)
      throw new HTTPException(503, { message: `${streams} streams are open. Close some of them.` });
    streams++;
    return streamSSE(c, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      try {
        for await (const event of tail(folder.metrics, from, gone.signal)) {
          if (event.kind === 'line') await stream.writeSSE({ data: event.text, id: String(event.next) });
          else if (event.kind === 'reset') await stream.writeSSE({ event: 'reset', data: '', id: '0' });
          else await stream.write(': nothing new\n\n');
        }
      } finally {
        streams--;
      }
    });
  });
}
