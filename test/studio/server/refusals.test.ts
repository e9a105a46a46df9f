import { once } from 'node:events';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.js';
import { startStudio } from '../../../src/studio/server/server.js';
import { CODE } from '../tinyModel.js';
import { type Fixture, openStudio, pictures, post, rawRequest } from './studio.js';

let studio: Fixture;
let api: string;
/** What a client gets that begins a request and never ends it; it takes ten seconds to find out. */
let dawdler: Promise<string>;
beforeAll(async () => {
  studio = await openStudio();
  api = `${studio.url}api/`;
  dawdler = dawdle(studio.url);
});
afterAll(() => studio.close());

function dawdle(base: string): Promise<string> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () =>
      socket.write('POST /api/encode HTTP/1.1\r\nHost: loc'),
    );
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      answer += text;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', () => {});
  });
}

/** It still works, whatever came before. */
async function expectAlive(): Promise<void> {
  const [picture] = await pictures(1);
  expect((await post(`${api}encode`, picture!.png)).status).toBe(200);
}

async function refusal(response: Response): Promise<string> {
  expect(response.headers.get('content-type')).toContain('application/json');
  return ((await response.json()) as { error: string }).error;
}

const image = Buffer.from('no image at all').toString('base64');

describe('bad bodies', () => {
  test.each([
    ['encode', '{"image"', 'Malformed JSON in request body. Expected is a JSON object'],
    ['encode', '{"image": 4}', 'image'],
    ['encode', '{}', 'image'],
    ['encode', '[]', 'expected object'],
    ['encode', 'null', 'expected object'],
    ['encode', `{"image": "${image}"}`, 'no PNG, JPEG or WebP'],
    ['encode', '{"image": "%%%%"}', 'no PNG, JPEG or WebP'],
    ['decode', '{}', 'codes'],
    ['decode', '{"codes": []}', 'codes'],
    ['decode', '{"codes": [[1, 2]]}', `${CODE} numbers`],
    ['decode', `{"codes": [[${Array(CODE).fill('"1"')}]]}`, 'codes'],
    ['decode', `{"codes": [[${Array(CODE).fill(1e30)}]]}`, 'codes'],
    ['decode', `{"codes": [${Array(65).fill('[]')}]}`, 'codes'],
    ['rerender', `{"image": "${image}", "set": {"azimut": 3}}`, 'Did you mean azimuth?'],
    ['rerender', `{"image": "${image}", "set": {"azimuth": "left"}}`, 'set.azimuth'],
    ['rerender', `{"image": "${image}", "size": 3}`, 'size'],
  ])('%s %s', async (path, body, expected) => {
    const response = await fetch(api + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(400);
    expect(await refusal(response)).toContain(expected);
  });

  test('an image that is cut off, or hides something else', async () => {
    const [picture] = await pictures(1);
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>';
    for (const bytes of [picture!.png.subarray(0, 60), Buffer.from(svg), Buffer.alloc(0)]) {
      const response = await post(`${api}encode`, bytes);
      expect(response.status).toBe(400);
      expect(await refusal(response)).toMatch(/^The image /);
    }
  });

  test('an image that is small in bytes and huge in pixels', async () => {
    const bomb = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#000' } })
      .jpeg()
      .toBuffer();
    // Start of frame: marker, length (2), precision (1), height (2), width (2).
    const frame = bomb.indexOf(Buffer.of(0xff, 0xc0));
    bomb.writeUInt16BE(60000, frame + 5);
    bomb.writeUInt16BE(60000, frame + 7);
    const response = await post(`${api}encode`, bomb);
    expect(response.status).toBe(400);
    expect(await refusal(response)).toContain('exceeds pixel limit');
  });

  test('a body of another kind, or of none', async () => {
    for (const headers of [
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
    ])
      for (const path of ['encode', 'decode', 'rerender']) {
        const response = await fetch(api + path, {
          method: 'POST',
          headers,
          body: '{"image": "", "codes": []}',
        });
        expect(response.status).toBe(415);
        expect(await refusal(response)).toMatch(/^\/api\/\w+ takes application\/json.*, not ".*"\.$/);
      }
  });

  test.each([
    ['GET', 'api/encode', 'POST'],
    ['DELETE', 'api/runs', 'GET, HEAD'],
    ['PUT', 'api/runs/any/config', 'GET, HEAD'],
    ['POST', '', 'GET, HEAD'],
    ['POST', 'model/model.json', 'GET, HEAD'],
  ])('%s of /%s is no method there', async (method, path, allow) => {
    const response = await fetch(studio.url + path, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
    expect(await refusal(response)).toContain(`answers to ${allow}, not to ${method}`);
    expect((await fetch(`${studio.url}nothing`, { method })).status).toBe(404);
  });
});

describe('bodies that are too large', () => {
  const huge = 9 * 2 ** 20;

  test('are refused by what they say', async () => {
    const response = await rawRequest(
      studio.url,
      {
        path: '/api/encode',
        method: 'POST',
        headers: { 'content-type': 'image/png', 'content-length': String(huge) },
      },
      (request) => request.flushHeaders(),
    );
    expect(response.status).toBe(413);
    await expectAlive();
  });

  test('are refused as they come in, where they do not say', async () => {
    const response = await rawRequest(
      studio.url,
      { path: '/api/encode', method: 'POST', headers: { 'content-type': 'image/png' } },
      (request) => {
        const chunk = Buffer.alloc(2 ** 20);
        for (let sent = 0; sent < huge; sent += chunk.length) request.write(chunk);
        request.end();
      },
    );
    expect(response.status).toBe(413);
    expect(JSON.parse(response.body).error).toContain('8 MiB');
    await expectAlive();
  });
});

describe('bodies of very many values', () => {
  const send = (path: string, type: string, body: string) =>
    fetch(api + path, { method: 'POST', headers: { 'content-type': type }, body });
  const fields = Array.from(
    { length: 5000 },
    (_, i) => `--x\r\nContent-Disposition: form-data; name="${i}"\r\n\r\na\r\n`,
  );

  test.each([
    // Of these a validator's own stack ran out.
    ['head', 'application/json', `{"set":{${Array.from({ length: 600_000 }, (_, i) => `"${i}":""`)}}}`],
    ['decode', 'application/json; charset=utf-8', `{"codes":[${Array(500_000).fill('[]')}]}`],
    ['decode', 'application/json', '['.repeat(1_000_000)],
    ['rerender', 'application/json', `{"image":"\\"[[[","set":${'{"a":'.repeat(9000)}`],
    ['encode', 'multipart/form-data; boundary=x', `${fields.join('')}--x--\r\n`],
    ['encode', 'multipart/form-data; boundary="x"', `${fields.join('')}--x--\r\n`],
  ])('are refused before they are read: %s %s', async (path, type, body) => {
    const response = await send(path, type, body);
    expect(response.status).toBe(413);
    expect(await refusal(response)).toMatch(/^A request may hold \d+ values at most/);
    expect(studio.faults).toEqual([]);
  });

  test('but not for what texts in them hold, nor where as many come as are of use', async () => {
    const [picture] = await pictures(1);
    const image = `data:image/png;name="[${'[,{'.repeat(20)}",${picture!.png.toString('base64')}`;
    const read = await send('encode', 'application/json', JSON.stringify({ image }));
    expect(read.status).toBe(200);
    const codes = Array.from({ length: 64 }, () => Array.from({ length: CODE }, () => 0.5));
    expect((await send('decode', 'application/json', JSON.stringify({ codes }))).status).toBe(200);
  });

  test('are not repeated in the answer', async () => {
    const long = 'x'.repeat(1_000_000);
    for (const body of [{ [long]: 1 }, { set: { [long]: 1 } }]) {
      const response = await send('head', 'application/json', JSON.stringify(body));
      expect(response.status).toBe(400);
      expect((await refusal(response)).length).toBeLessThan(1000);
    }
  });
});

test('who announces a body and does not send it, or sends it slowly, keeps nobody out', async () => {
  const { hostname, port } = new URL(studio.url);
  const size = 8 * 2 ** 20;
  // The server answers "100 Continue" as it takes each of them in; from then on it waits for their bodies.
  const head =
    'POST /api/encode HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n' +
    `Content-Length: ${size}\r\nExpect: 100-continue\r\n\r\n`;
  const answers: string[] = [];
  const slow = Array.from({ length: 9 }, (_, i) => {
    const socket = connect(Number(port), hostname, () => socket.write(head));
    socket.on('error', () => {});
    socket.on('data', (text) => {
      answers[i] = (answers[i] ?? '') + text;
    });
    return socket;
  });
  await Promise.all(slow.map((socket) => once(socket, 'data')));
  await expectAlive();

  // All but the last byte: more than all bodies may hold together, so that the oldest has to go.
  const most = Buffer.alloc(size - 1);
  for (const socket of slow) await new Promise((resolve) => socket.write(most, resolve));
  await expect.poll(() => answers.join(), { timeout: 20_000 }).toContain('503 Service Unavailable');
  await expectAlive();
  for (const socket of slow) socket.destroy();
  await expectAlive();
});

test('no path leads out of the studio', async () => {
  const paths = [
    '/../package.json',
    '/../../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2f..%2fetc%2fpasswd',
    '/..%5c..%5cpackage.json',
    '/runtime/../../../package.json',
    '/runtime/..%2f..%2f..%2fpackage.json',
    '//etc/passwd',
    '/model/model.json%00.png',
    '/constructor',
    '/__proto__',
    '/api/runs/../../etc/config',
    '/api/runs/%2e%2e/config',
    '/api/runs/..%2f..%2fetc/config',
    '/api/runs/%2fetc/config',
    '/api/runs/x/samples/..%2f..%2fconfig.json',
    '/%ff%fe',
  ];
  for (const path of paths) {
    const { status, body } = await rawRequest(studio.url, { path });
    expect([path, status]).toEqual([path, 404]);
    expect(Object.keys(JSON.parse(body))).toEqual(['error']);
  }
});

describe('a server that others reach', () => {
  test('answers to addresses, to its own names and to those it is given, and to no other', async () => {
    const { model, assets, runs } = studio;
    const description = { ...model.description, name: 'tiny', checksum: '' };
    const options = { model, description, assets, runs, port: 0, onFault() {} };
    const open = await startStudio({ ...options, host: '0.0.0.0', allow: ['Faces.example'] });
    const status = async (host: string, headers = {}) =>
      (await rawRequest(open.url, { path: '/api/runs', headers: { host, ...headers } })).status;
    for (const own of ['localhost:1', '192.168.1.20:4150', '[fd00::1]:4150', hostname(), 'faces.example'])
      expect([own, await status(own)]).toEqual([own, 200]);
    for (const other of ['evil.example', 'x.faces.example', 'evil.example:4150'])
      expect([other, await status(other)]).toEqual([other, 403]);
    expect(await status('192.168.1.20', { origin: 'http://evil.example' })).toBe(403);
    await open.close();
  });
});

describe('other sites', () => {
  const get = (path: string, headers: Record<string, string>) => rawRequest(studio.url, { path, headers });

  test.each(['evil.example', 'evil.example:4150', '127.0.0.1.evil.example', 'localhost.evil.example'])(
    'cannot come by the name "%s"',
    async (host) => {
      for (const path of ['/', '/api/runs']) expect((await get(path, { host })).status).toBe(403);
    },
  );

  test.each(['localhost', 'LOCALHOST:80', '127.0.0.1:4150', '[::1]:4150'])(
    'but %s is this one',
    async (host) => {
      expect((await get('/api/runs', { host })).status).toBe(200);
    },
  );

  test('cannot ask from their pages', async () => {
    const { host, origin } = new URL(studio.url);
    for (const other of ['http://evil.example', 'null', `${origin}.evil.example`, 'http://localhost:1']) {
      const response = await get('/api/runs', { host, origin: other });
      expect(response.status).toBe(403);
      expect(response.headers['access-control-allow-origin']).toBeUndefined();
    }
    expect((await get('/api/runs', { host, origin })).status).toBe(200);
  });
});

test('a taken port is named', async () => {
  const { model, assets, runs } = studio;
  const description = { ...model.description, name: 'tiny', checksum: '' };
  const port = Number(new URL(studio.url).port);
  const again = startStudio({ model, description, assets, runs, host: '127.0.0.1', port, onFault() {} });
  await expect(again).rejects.toThrow(UserError);
  await expect(again).rejects.toThrow(`port ${port} (it is taken)`);
});

test('without a port, the next free one serves', async () => {
  const { model, assets, runs } = studio;
  const description = { ...model.description, name: 'tiny', checksum: '' };
  const options = { model, description, assets, runs, host: '127.0.0.1', onFault() {} };
  const both = [await startStudio(options), await startStudio(options)];
  const ports = both.map(({ url }) => Number(new URL(url).port));
  expect(ports[0]).toBeGreaterThanOrEqual(4150);
  expect(ports[1]).toBeGreaterThan(ports[0]!);
  for (const one of both) await one.close();
});

test('a client that never ends its request is cut off', async () => {
  expect(await dawdler).toContain('408 Request Timeout');
  await expectAlive();
});

test('a fault of ours says nothing about this machine, and is reported', async () => {
  expect(studio.faults).toEqual([]);
  const { model, assets, runs } = studio;
  const broken = { ...model, encode: () => Promise.reject(new Error('/home/me/secret is broken')) };
  const faults: Error[] = [];
  const options = { model: broken, assets, runs, host: '127.0.0.1', port: 0 };
  const description = { ...model.description, name: 'broken', checksum: '' };
  const other = await startStudio({ ...options, description, onFault: (error) => faults.push(error) });
  const [picture] = await pictures(1);
  const response = await post(`${other.url}api/encode`, picture!.png);
  expect(response.status).toBe(500);
  expect(await refusal(response)).not.toContain('secret');
  expect(faults.map(({ message }) => message)).toEqual(['/home/me/secret is broken']);
  await other.close();
});
