import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import type { MiddlewareHandler } from 'hono';
import type { Asset, Assets } from '../assets.js';

const INDEX = 'index.html';

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
 *
 * @param checksum of the model: an address that names another one is of no file here
 */
export function serveAssets(assets: Assets, checksum: string): MiddlewareHandler {
  const digests = new Map(
    [...assets.values()].filter((asset) => typeof asset !== 'string').map((asset) => [asset, digest(asset)]),
  );
  return async (c, next) => {
    const asset = assetAt(assets, c.req.path);
    if (asset === undefined || (c.req.query('sha256') ?? checksum) !== checksum) return next();
    const { size, etag } =
      typeof asset === 'string' ? await inspect(asset) : { size: asset.length, etag: digests.get(asset)! };
    const headers = {
      'Content-Type': TYPES[extname(c.req.path === '/' ? INDEX : c.req.path)] ?? 'application/octet-stream',
      // Kept, but asked for again: another model under the same address is another file.
      'Cache-Control': 'no-cache',
      ETag: etag,
    };
    if (isKept(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers);
    const length = { 'Content-Length': String(size) };
    if (c.req.method === 'HEAD') return c.body(null, 200, { ...headers, ...length });
    const body = typeof asset === 'string' ? Readable.toWeb(createReadStream(asset)) : asset;
    return c.body(body as ReadableStream | Uint8Array<ArrayBuffer>, 200, { ...headers, ...length });
  };
}

/** What is served at a path, if anything is. */
export function assetAt(assets: Assets, path: string): Asset | undefined {
  return assets.get(path === '/' ? INDEX : path.slice(1));
}

/** Whether an If-None-Match, a list or `*`, says that the client has this one; weak or strong is all the same. */
function isKept(header: string | undefined, etag: string): boolean {
  if (header?.trim() === '*') return true;
  return header?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag) ?? false;
}

async function inspect(path: string): Promise<{ readonly size: number; readonly etag: string }> {
  const { size, mtimeMs } = await stat(path);
  return { size, etag: `"${size}-${mtimeMs}"` };
}

function digest(bytes: Uint8Array): string {
  return `"${createHash('sha256').update(bytes).digest('base64url')}"`;
}
