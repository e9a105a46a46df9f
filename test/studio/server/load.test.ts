import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOnnxEngine } from '../../../src/engine/onnx/onnxEngine.js';
import { glancing } from '../../../src/model/glances.js';
import { type Model, prepareModel } from '../../../src/model/model.js';
import { writeModel } from '../../../src/model/modelFile.js';
import { tinyModel } from '../tinyModel.js';
import { pictures, post, rawRequest } from './studio.js';

const MEBI = 2 ** 20;
/**
 * More than the server's memory may be, whatever is sent to it: Node, the page and the model take about 200 MiB, all
 * bodies together 64 MiB, once more while they are put together.
 */
const MOST = 500 * MEBI;
const main = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));

const title = existsSync('/proc/self/status') ? 'under load' : 'under load (skipped: there is no /proc)';

describe.skipIf(!existsSync('/proc/self/status'))(title, { timeout: 300_000 }, () => {
  let server: ChildProcess;
  let url: string;
  let model: Model;
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dcign-load-'));
    const path = join(folder, 'model.safetensors');
    const file = await tinyModel();
    await writeModel(path, file);
    model = await prepareModel(file, await createOnnxEngine({ threads: 1 }));
    // A process of its own, whose memory is nobody else's.
    const args = [
      'studio',
      '--model',
      path,
      '--runs',
      folder,
      '--no-open',
      '--engine',
      'onnx',
      '--threads',
      '1',
    ];
    server = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    url = await new Promise((resolve, reject) => {
      let said = '';
      for (const stream of [server.stdout!, server.stderr!])
        stream.on('data', (text) => {
          said += text;
          const [found] = /http:\/\/\S+/.exec(said) ?? [];
          if (found !== undefined) resolve(found);
        });
      server.on('exit', () => reject(new Error(said)));
    });
  }, 300_000);
  afterAll(async () => {
    server?.kill();
    await model?.dispose();
  });

  const memory = async (what: 'VmRSS' | 'VmHWM'): Promise<number> => {
    const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
    return 1024 * Number(new RegExp(`${what}:\\s*(\\d+)`).exec(status)![1]);
  };

  test('200 at once, a flood, slow bodies and wrong hosts: nothing crosses, and memory is bounded', async () => {
    const { hostname, port } = new URL(url);
    expect(await memory('VmRSS')).toBeLessThan(MOST);
    const slow: Socket[] = Array.from({ length: 40 }, () => {
      const socket = connect(Number(port), hostname, () =>
        socket.write(
          `POST /api/encode HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: ${8 * MEBI}\r\n\r\n`,
        ),
      );
      // It is refused, or cut off in the middle.
      socket.on('error', () => {});
      socket.on('connect', () => socket.write(Buffer.alloc(6 * MEBI)));
      return socket;
    });
    const large = Buffer.alloc(8 * MEBI - 1000, 7);
    const tooLarge = Buffer.alloc(12 * MEBI, 7);
    const flood = Array.from({ length: 96 }, (_, i) =>
      post(`${url}api/encode`, i % 4 === 0 ? tooLarge : large).then(
        async (response) => {
          await response.arrayBuffer();
          return response.status;
        },
        // A server may close while it is being written to.
        () => 413,
      ),
    );
    const strangers = Array.from({ length: 100 }, async () => {
      const headers = { host: 'evil.example' };
      return (await rawRequest(url, { path: '/api/model', headers })).status;
    });
    const statuses = new Set(await Promise.all(flood));
    for (const status of statuses) expect([400, 413, 503]).toContain(status);
    expect(statuses).toContain(413);
    expect(new Set(await Promise.all(strangers))).toEqual(new Set([403]));

    // While slow bodies still hold what they have sent.
    const many = await pictures(200);
    // Not over connections that the flood has left, which the server may be closing.
    const answers = await Promise.all(
      many.map(({ png }) =>
        rawRequest(
          url,
          { path: '/api/encode', method: 'POST', headers: { 'content-type': 'image/png' } },
          (request) => request.end(png),
        ),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { mu } = await glancing(model).encode(Float32Array.from(many.flatMap(({ pixels }) => [...pixels])));
    const units = mu.length / many.length;
    for (const [i, response] of answers.entries()) {
      const own = JSON.parse(response.body).mu as number[];
      for (const [k, value] of own.entries()) expect(value).toBeCloseTo(mu[i * units + k]!, 4);
    }
    for (const socket of slow) socket.destroy();
    expect(await memory('VmHWM')).toBeLessThan(MOST);
    expect((await fetch(`${url}api/runs`)).status).toBe(200);
  });
});
