import { mkdtemp } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { createOnnxEngine } from '../../../src/engine/onnx/onnxEngine.js';
import { describeExport } from '../../../src/export/onnx.js';
import { type Model, prepareModel } from '../../../src/model/model.js';
import { type ModelFile, writeModel } from '../../../src/model/modelFile.js';
import { type Assets, studioAssets } from '../../../src/studio/assets.js';
import { commandModel } from '../../../src/studio/commandModel.js';
import { type RunningStudio, startStudio } from '../../../src/studio/server/server.js';
import { noisePictures, SIZE, tinyModel } from '../tinyModel.js';

export interface Fixture {
  readonly model: Model;
  readonly assets: Assets;
  readonly runs: string;
  /** Errors that no request was to blame for. */
  readonly faults: readonly Error[];
  readonly studio: RunningStudio;
  readonly url: string;
  close(): Promise<void>;
}

/** A studio with a tiny model on a free port, and an empty folder of runs. */
export async function openStudio(given?: ModelFile): Promise<Fixture> {
  const file = given ?? (await tinyModel());
  const model = await prepareModel(file, await createOnnxEngine({ threads: 1 }));
  const runs = await mkdtemp(join(tmpdir(), 'dcign-runs-'));
  // A name that a shell would split.
  const path = join(await mkdtemp(join(tmpdir(), 'dcign-it is-')), 'model.safetensors');
  await writeModel(path, file);
  const assets = await studioAssets(file, 'tiny', commandModel(path, true));
  const description = describeExport(file, 'tiny');
  const faults: Error[] = [];
  const studio = await startStudio({
    ...{ model, description, assets, runs, host: '127.0.0.1', port: 0 },
    onFault: (error) => faults.push(error),
  });
  return {
    model,
    assets,
    runs,
    faults,
    studio,
    url: studio.url,
    async close() {
      await studio.close();
      await model.dispose();
    },
  };
}

/** PNGs of noise at the model's size, and what the encoder sees of them. */
export async function pictures(n: number): Promise<readonly { png: Buffer; pixels: Float32Array }[]> {
  const area = SIZE * SIZE;
  const all = Uint8Array.from(noisePictures(n), (white) => Math.round(255 * white));
  return Promise.all(
    Array.from({ length: n }, async (_, i) => {
      const grey = all.slice(i * area, (i + 1) * area);
      const raw = { width: SIZE, height: SIZE, channels: 1 } as const;
      return {
        png: await sharp(grey, { raw }).png().toBuffer(),
        pixels: Float32Array.from(grey, (x) => x / 255),
      };
    }),
  );
}

/** What came back, as what the test knows it to be. */
// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of each field.
export async function answer(response: Response | Promise<Response>): Promise<any> {
  return (await response).json();
}

export function post(
  url: string,
  body: object | Buffer,
  headers: Record<string, string> = {},
): Promise<Response> {
  const isImage = Buffer.isBuffer(body);
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': isImage ? 'image/png' : 'application/json', ...headers },
    body: isImage ? new Uint8Array(body) : JSON.stringify(body),
  });
}

/** A request as it stands: `fetch` would tidy the path and refuse some headers. */
export function rawRequest(
  base: string,
  options: { readonly path: string; readonly method?: string; readonly headers?: Record<string, string> },
  write: (request: ClientRequest) => void = (one) => one.end(),
): Promise<{ readonly status: number; readonly headers: IncomingMessage['headers']; readonly body: string }> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const one = request({ hostname, port, agent: false, ...options }, (response) => {
      let body = '';
      response.setEncoding('latin1');
      response.on('data', (text) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
      response.on('error', reject);
    });
    one.on('error', reject);
    write(one);
  });
}
