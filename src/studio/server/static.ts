import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import type { MiddlewareHandler } from 'hono';
import type { Assets } from '../assets.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/**
 * Serves the studio's files. An address is looked up among them as it stands and is never made a path, so that no
 * other file can be asked for.
 */
export function serveAssets(assets: Assets): MiddlewareHandler {
  const digests = new Map(
    [...assets.values()].filter((asset) => typeof asset !== 'string').map((asset) => [asset, digest(asset)]),
  );
  return async (c, next) => {
    const path = c.req.path === '/' ? 'index.html' : c.req.path.slice(1);
    const asset = assets.get(path);
    if (asset === undefined) return next();
    const { size, etag } =
      typeof asset === 'string' ? await inspect(asset) : { size: asset.length, etag: digests.get(asset)! };
    const headers = {
      'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
      // Kept, but asked for again: another model under the same address is another file.
      'Cache-Control': 'no-cache',
      ETag: etag,
    };
    if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
    const length = { 'Content-Length': String(size) };
    if (c.req.method === 'HEAD') return c.body(null, 200, { ...headers, ...length });
    const body = typeof asset === 'string' ? Readable.toWeb(createReadStream(asset)) : asset;
    return c.body(body as ReadableStream | Uint8Array<ArrayBuffer>, 200, { ...headers, ...length });
  };
}

async function inspect(path: string): Promise<{ readonly size: number; readonly etag: string }> {
  const { size, mtimeMs } = await stat(path);
  return { size, etag: `"${size}-${mtimeMs}"` };
}

function digest(bytes: Uint8Array): string {
  return `"${createHash('sha256').update(bytes).digest('base64url')}"`;
}
