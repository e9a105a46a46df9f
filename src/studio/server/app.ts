import { OpenAPIHono, type z } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { timeout } from 'hono/timeout';
import type { ExportedDescription } from '../../export/onnx.js';
import type { Model } from '../../model/model.js';
import { version } from '../../version.js';
import type { Assets } from '../assets.js';
import { admission, limitedBody } from './admission.js';
import { addHead } from './api/head.js';
import { addModel } from './api/model.js';
import { addRuns } from './api/runs.js';
import { errorHandler, handleNotFound } from './errors.js';
import { Runs } from './runs.js';
import { sameOriginOnly, securityHeaders } from './security.js';
import { serveAssets } from './static.js';

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
  /** Is told of errors that no request is to blame for. */
  readonly onFault: (error: Error) => void;
}

/** The studio's server without a socket: requests in, responses out. */
export function studioApp({ model, description, assets, runs, host, onFault }: StudioOptions): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook: (result, c) =>
      result.success ? undefined : c.json({ error: describeIssues(result.error.issues) }, 400),
  });
  app.onError(errorHandler(onFault));
  app.notFound(handleNotFound);
  app.use(securityHeaders, sameOriginOnly(host));
  app.use('/api/*', async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  });
  for (const path of ['/api/encode', '/api/decode', '/api/rerender', '/api/head'])
    app.use(path, admission(), timeout(TIMEOUT_MILLISECONDS, tooSlow), limitedBody);
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
  app.get('*', serveAssets(assets));
  return app;
}

function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  const sentences = issues.slice(0, 3).map(({ path, message }) => {
    const where = path.length === 0 ? 'the request' : path.join('.');
    return `${where}: ${message}`;
  });
  return `${sentences.join('; ')}. See /api/openapi.json.`;
}
