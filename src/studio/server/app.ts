import { OpenAPIHono, type z } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { timeout } from 'hono/timeout';
import type { ExportedDescription } from '../../export/onnx.js';
import type { Model } from '../../model/model.js';
import { version } from '../../version.js';
import type { Assets } from '../assets.js';
import { admission } from './admission.js';
import { addHead, HEAD_PATH } from './api/head.js';
import { addModel, BODIES, mostValues } from './api/model.js';
import { addRuns } from './api/runs.js';
import { errorHandler, notFoundHandler } from './errors.js';
import { methodsAt } from './methods.js';
import { onlyTypes } from './onlyTypes.js';
import { Runs } from './runs.js';
import { isLoopback, sameOriginOnly, securityHeaders } from './security.js';
import { assetAt, serveAssets } from './static.js';

/** Longer than any answer takes with a full line before it. */
const TIMEOUT_MILLISECONDS = 60_000;

const tooSlow = new HTTPException(503, { message: 'The model took too long. Try again in a moment.' });

export interface StudioOptions {
  readonly model: Model;
  /** What api/model answers. */
  readonly description: ExportedDescription;
  readonly assets: Assets;
  /** Folder of run folders; it may be missing. */
  readonly runs: string;
  /** Name or address that the server listens on. */
  readonly host: string;
  /** Further names by which it may be asked. */
  readonly allow?: readonly string[];
  /** Is told of errors that no request is to blame for. */
  readonly onFault: (error: Error) => void;
}

/** The studio's server without a socket: requests in, responses out. */
export function studioApp({
  model,
  description,
  assets,
  runs,
  host,
  allow = [],
  onFault,
}: StudioOptions): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook: (result, c) =>
      result.success ? undefined : c.json({ error: describeIssues(result.error.issues) }, 400),
  });
  app.onError(errorHandler(onFault));
  app.notFound(notFoundHandler((path) => methodsAt(app.routes, assetAt(assets, path) !== undefined, path)));
  app.use(securityHeaders, sameOriginOnly(host, allow));
  app.use('/api/*', async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  });
  const line = admission(mostValues(model.description.architecture.code));
  // Who is told to come back leaves the line only when his work is done: until then it takes room.
  for (const [path, types] of Object.entries({ ...BODIES, [HEAD_PATH]: ['application/json'] }))
    app.on('POST', path, onlyTypes(types), timeout(TIMEOUT_MILLISECONDS, tooSlow), line);
  addModel(app, model, description);
  addHead(app);
  addRuns(app, new Runs(runs));
  app.doc31('/api/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'dcign',
      version,
      description:
        'A Deep Convolutional Inverse Graphics Network as a service. Every refusal is {"error": "..."}.',
    },
  });
  app.get('*', serveAssets(assets, description.checksum, !isLoopback(host)));
  return app;
}

/** Characters of a sentence that repeats what was sent. */
const LONGEST = 300;

function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  const sentences = issues.slice(0, 3).map(({ path, message }) => {
    const where = path.length === 0 ? 'the request' : path.join('.');
    const said = `${where}: ${message}`;
    return said.length > LONGEST ? `${said.slice(0, LONGEST)}…` : said;
  });
  return `${sentences.join('; ')}. See /api/openapi.json.`;
}
