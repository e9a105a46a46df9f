import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { RunFolder } from '../../../training/run.js';
import { type Runs, readConfig, sampleSheet, sampleSheets } from '../runs.js';
import { type TailEvent, tail } from '../tail.js';
import { json, refusal } from './schemas.js';

/** Streams that may be open at once; a page opens one. */
const MAX_STREAMS = 64;

/** Trainings that one stream may follow. */
const MAX_RUNS = 32;

const run = z.object({ name: z.string() });
const step = z.int().nonnegative();

const list = createRoute({
  method: 'get',
  path: '/api/runs',
  summary: 'Trainings in the folder of runs',
  responses: {
    200: json(
      'steps: how many it shall have; step: how far it is; going: whether a process trains it now; current: whether ' +
        'its configuration is one of this version of dcign',
      z.array(
        z.object({
          ...{ name: z.string(), steps: step, step, finished: z.boolean(), going: z.boolean() },
          current: z.boolean(),
        }),
      ),
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

const several = createRoute({
  method: 'get',
  path: '/api/metrics',
  summary: 'The same of several trainings, over one connection',
  description:
    'A browser allows six connections to a server, in all of its tabs together. An event is {"run", "line"}; its id ' +
    'is run=BYTE of each training, joined by &: to go on there, send it as `from` or as Last-Event-ID. The event ' +
    '`reset` names the run whose lines are to be forgotten.',
  request: {
    query: z.object({
      run: z
        .union([z.string(), z.array(z.string()).max(MAX_RUNS)])
        .describe('a name, once for each training'),
      from: z.string().optional(),
    }),
    headers: z.object({ 'last-event-id': z.string().optional() }),
  },
  responses: {
    200: { description: 'endless', content: { 'text/event-stream': { schema: z.string() } } },
    400: refusal,
    404: refusal,
    503: refusal,
  },
});

/** Where each training was left. @throws HTTPException where it is no number of bytes */
function placesIn(text: string): ReadonlyMap<string, number> {
  return new Map(
    [...new URLSearchParams(text)].map(([name, byte]) => {
      const at = Number(byte);
      if (!/^\d+$/.test(byte) || !Number.isSafeInteger(at))
        throw new HTTPException(400, { message: `from: ${name}=${byte} is no number of bytes.` });
      return [name, at];
    }),
  );
}

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
    return c.json(JSON.parse(JSON.stringify((await readConfig(folder)) ?? {})), 200);
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
  /** Sends what tails have to say, until their reader leaves. */
  const follow = (
    c: Context,
    tails: readonly { readonly path: string; readonly from: number }[],
    send: (
      stream: SSEStreamingApi,
      which: number,
      event: Exclude<TailEvent, { kind: 'idle' }>,
    ) => Promise<void>,
  ): Response => {
    // Nobody would read the stream, and nobody would leave it.
    if (c.req.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' });
    if (streams >= MAX_STREAMS)
      throw new HTTPException(503, { message: `${streams} streams are open. Close some of them.` });
    streams++;
    return streamSSE(c, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      const one = async ({ path, from }: (typeof tails)[number], which: number): Promise<void> => {
        for await (const event of tail(path, from, gone.signal))
          if (event.kind === 'idle') await stream.write(': nothing new\n\n');
          else await send(stream, which, event);
      };
      try {
        await Promise.all(tails.map(one));
      } finally {
        gone.abort();
        streams--;
      }
    });
  };
  app.openapi(metrics, async (c) => {
    const folder = await find(c.req.valid('param').name);
    const from = c.req.valid('header')['last-event-id'] ?? c.req.valid('query').from;
    return follow(c, [{ path: folder.metrics, from }], (stream, _, event) =>
      event.kind === 'line'
        ? stream.writeSSE({ data: event.text, id: String(event.next) })
        : stream.writeSSE({ event: 'reset', data: '', id: '0' }),
    );
  });

  app.openapi(several, async (c) => {
    const { run, from } = c.req.valid('query');
    const names = [...new Set([run].flat())];
    const folders = await Promise.all(names.map(find));
    const places = placesIn(c.req.valid('header')['last-event-id'] ?? from ?? '');
    const at = new Map(names.map((name) => [name, places.get(name) ?? 0]));
    const tails = folders.map(({ metrics: path }, i) => ({ path, from: at.get(names[i]!)! }));
    return follow(c, tails, (stream, which, event) => {
      const name = names[which]!;
      at.set(name, event.kind === 'line' ? event.next : 0);
      const id = new URLSearchParams(
        [...at].map(([key, byte]): [string, string] => [key, String(byte)]),
      ).toString();
      const data = JSON.stringify(name);
      return event.kind === 'line'
        ? stream.writeSSE({ data: `{"run":${data},"line":${event.text}}`, id })
        : stream.writeSSE({ event: 'reset', data, id });
    });
  });
}
