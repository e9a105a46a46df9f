import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openScene } from '../../../src/scene/openScene.js';
import { readSceneFile } from '../../../src/scene/sceneFile.js';
import type { Asset } from '../../../src/studio/assets.js';
import { buildStudio } from '../../../src/studio/build.js';
import { startStudio } from '../../../src/studio/server/server.js';
import { SIZE } from '../tinyModel.js';
import { type Fixture, openStudio, rawRequest } from './studio.js';

let studio: Fixture;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

const contentOf = async (asset: Asset): Promise<Uint8Array> =>
  typeof asset === 'string' ? readFile(asset) : asset;

const emptyFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'dcign-studio-'));

test('the studio has all that its page asks for', () => {
  const paths = [...studio.assets.keys()];
  for (const path of [
    'index.html',
    'model/model.json',
    'model/encoder.onnx',
    'model/decoder.onnx',
    'gallery/index.json',
    'gallery/24.png',
    'scene/faces.bin',
    'detector/seek.onnx',
    'detector/look.onnx',
    'runtime/ort-wasm-simd-threaded.mjs',
    'runtime/ort-wasm-simd-threaded.wasm',
  ])
    expect(paths).toContain(path);
});

test('what is served is what is there, with its type and its headers', async () => {
  for (const [path, asset] of studio.assets) {
    const response = await fetch(studio.url + path);
    expect([path, response.status]).toEqual([path, 200]);
    const { headers } = response;
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('access-control-allow-origin')).toBeNull();
    const body = Buffer.from(await response.arrayBuffer());
    expect([path, body.equals(await contentOf(asset))]).toEqual([path, true]);
  }
  const typeOf = async (path: string) => (await fetch(studio.url + path)).headers.get('content-type');
  expect(await typeOf('')).toBe('text/html; charset=utf-8');
  expect(await typeOf('runtime/ort-wasm-simd-threaded.wasm')).toBe('application/wasm');
  expect(await typeOf('runtime/ort-wasm-simd-threaded.mjs')).toContain('text/javascript');
});

test.each(['model/encoder.onnx', 'scene/faces.bin'])('%s is fetched once', async (path) => {
  const first = await fetch(studio.url + path, { method: 'HEAD' });
  expect(Number(first.headers.get('content-length'))).toBe(
    (await contentOf(studio.assets.get(path)!)).length,
  );
  const etag = first.headers.get('etag')!;
  const second = await fetch(studio.url + path, { headers: { 'if-none-match': etag } });
  expect(second.status).toBe(304);
  const status = async (given: string) =>
    (await fetch(studio.url + path, { headers: { 'if-none-match': given } })).status;
  expect(await status('"other"')).toBe(200);
  expect(await status(`"other", W/${etag}`)).toBe(304);
  expect(await status('*')).toBe(304);
});

test('to others, what gains by it is sent packed, once they take it', async () => {
  const { model, assets, runs } = studio;
  const description = { ...model.description, name: 'tiny', checksum: '' };
  const open = await startStudio({
    model,
    description,
    assets,
    runs,
    host: '0.0.0.0',
    port: 0,
    onFault() {},
  });
  const get = async (path: string, encoding: string) => {
    const response = await rawRequest(open.url, {
      path: `/${path}`,
      headers: { 'accept-encoding': encoding },
    });
    return { ...response, bytes: Buffer.from(response.body, 'latin1') };
  };
  for (const path of ['index.html', 'scene/faces.bin']) {
    const content = Buffer.from(await contentOf(studio.assets.get(path)!));
    const packed = await get(path, 'br, gzip');
    expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(packed.bytes.length).toBeLessThan(content.length);
    expect(gunzipSync(packed.bytes).equals(content)).toBe(true);
    for (const plain of [await get(path, 'br'), await get(path, 'gzip;q=0')]) {
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(plain.headers.etag).not.toBe(packed.headers.etag);
      expect(plain.bytes.equals(content)).toBe(true);
    }
  }
  expect((await get('model/decoder.onnx', 'gzip')).headers['content-encoding']).toBeUndefined();
  await open.close();
});

test('an address with the checksum of another model is of nothing', async () => {
  const { checksum } = JSON.parse(
    new TextDecoder().decode(studio.assets.get('model/model.json') as Uint8Array),
  );
  const status = async (of: string) => (await fetch(`${studio.url}model/decoder.onnx?sha256=${of}`)).status;
  expect(await status(checksum)).toBe(200);
  expect(await status('0'.repeat(64))).toBe(404);
});

test('the values of a gallery face draw its picture', async () => {
  const entries = JSON.parse(new TextDecoder().decode(studio.assets.get('gallery/index.json') as Uint8Array));
  expect(entries).toHaveLength(24);
  const folder = await emptyFolder();
  const pictures = new Set<string>();
  for (const { image, values } of entries.slice(0, 5)) {
    const path = join(folder, 'scene.json');
    await writeFile(path, JSON.stringify({ scene: 'faces', values, size: SIZE }));
    const described = await readSceneFile(path);
    const png = studio.assets.get(image) as Uint8Array;
    const drawn = await sharp(png).toColourspace('b-w').raw().toBuffer();
    expect(new Uint8Array(drawn)).toEqual(described.scene.render(described.values, SIZE));
    pictures.add(drawn.toString('hex'));
  }
  expect(pictures.size).toBe(5);
  expect((await openScene('faces')).factors.map(({ name }) => name)).toContain('azimuth');
});

describe('as static files', () => {
  test('any file server serves the same', async () => {
    const folder = join(await emptyFolder(), 'new', 'site');
    await buildStudio(folder, studio.assets);
    const server = createServer(async (request, response) => {
      const content = await readFile(join(folder, request.url!)).catch(() => undefined);
      response.writeHead(content === undefined ? 404 : 200).end(content);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    for (const [path, asset] of studio.assets) {
      const body = Buffer.from(await (await fetch(base + path)).arrayBuffer());
      expect([path, body.equals(await contentOf(asset))]).toEqual([path, true]);
    }
    expect((await fetch(`${base}api/runs`)).status).toBe(404);
    server.closeAllConnections();
    server.close();
  });

  const text = (content: string): Uint8Array => new TextEncoder().encode(content);

  test('a new build replaces the old one and leaves what is not its own', async () => {
    const folder = await emptyFolder();
    await buildStudio(
      folder,
      new Map([
        ['index.html', text('old')],
        ['assets/old.js', text('1')],
      ]),
    );
    await writeFile(join(folder, 'CNAME'), 'example.org');
    await buildStudio(folder, new Map([['index.html', text('new')]]));
    expect(await readFile(join(folder, 'index.html'), 'utf8')).toBe('new');
    expect(await readFile(join(folder, 'CNAME'), 'utf8')).toBe('example.org');
    await expect(readFile(join(folder, 'assets/old.js'))).rejects.toThrow('ENOENT');
  });

  test('a folder of something else is refused, and so is a file', async () => {
    const folder = await emptyFolder();
    await writeFile(join(folder, 'thesis.tex'), '');
    const assets = new Map([['index.html', text('')]]);
    await expect(buildStudio(folder, assets)).rejects.toThrow('holds no studio (there is thesis.tex)');
    await expect(buildStudio(join(folder, 'thesis.tex'), assets)).rejects.toThrow('a file is in the way');
    await writeFile(join(folder, 'studio.json'), '{"files": 3}');
    await expect(buildStudio(folder, assets)).rejects.toThrow('holds no studio');
  });

  test('a list that names files elsewhere deletes none of them', async () => {
    const outer = await emptyFolder();
    const folder = join(outer, 'site');
    await buildStudio(folder, new Map([['index.html', text('')]]));
    const precious = join(outer, 'precious');
    await writeFile(precious, 'mine');
    await writeFile(
      join(folder, 'studio.json'),
      JSON.stringify({ files: ['../precious', 'a/../../precious', precious] }),
    );
    await buildStudio(folder, new Map([['index.html', text('')]]));
    expect(await readFile(precious, 'utf8')).toBe('mine');
  });
});
