import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
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
 * @param compresses what gains by it; on this machine alone it would only cost time
 * @param checksum of the model: an address that names another one is of no file here
 */
export function serveAssets(assets: Assets, checksum: string, compresses: boolean): MiddlewareHandler {
  const packed = new Map<Asset, Promise<Uint8Array>>();
  const digests = new Map(
    [...assets.values()].filter((asset) => typeof asset !== 'string').map((asset) => [asset, digest(asset)]),
  );
  return async (c, next) => {
    const asset = assetAt(assets, c.req.path);
    if (asset === undefined || (c.req.query('sha256') ?? checksum) !== checksum) return next();
    const plain =
      typeof asset === 'string' ? await inspect(asset) : { size: asset.length, etag: digests.get(asset)! };
    const ending = extname(c.req.path === '/' ? INDEX : c.req.path);
    const packs = compresses && PACKED.has(ending);
    const isPacked =
      packs && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(c.req.header('accept-encoding') ?? '');
    if (isPacked && !packed.has(asset)) packed.set(asset, pack(asset));
    const body = isPacked ? await packed.get(asset)! : asset;
    const size = typeof body === 'string' ? plain.size : body.length;
    const etag = isPacked ? plain.etag.replace(/"$/, '-gzip"') : plain.etag;
    const headers = {
      'Content-Type': TYPES[ending] ?? 'application/octet-stream',
      ...(packs && { Vary: 'Accept-Encoding' }),
      ...(isPacked && { 'Content-Encoding': 'gzip' }),
      // Kept, but asked for again: another model under the same address is another file.
      'Cache-Control': 'no-cache',
      ETag: etag,
    };
    if (isKept(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers);
    const length = { 'Content-Length': String(size) };
    if (c.req.method === 'HEAD') return c.body(null, 200, { ...headers, ...length });
    const sent = typeof body === 'string' ? Readable.toWeb(createReadStream(body)) : body;
    return c.body(sent as ReadableStream | Uint8Array<ArrayBuffer>, 200, { ...headers, ...length });
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

/** Weights and pictures are as small as they get. */
const PACKED = new Set(['.html', '.js', '.mjs', '.css', '.json', '.wasm', '.svg', '.bin']);

const gzipped = promisify(gzip);

async function pack(asset: Asset): Promise<Uint8Array> {
  return gzipped(typeof asset === 'string' ? await readFile(asset) : asset);
}

async function inspect(path: string): Promise<{ readonly size: number; readonly etag: string }> {
  const { size, mtimeMs } = await stat(path);
  return { size, etag: `"${size}-${mtimeMs}"` };
}

function digest(bytes: Uint8Array): string {
  return `"${createHash('sha256').update(bytes).digest('base64url')}"`;
}
