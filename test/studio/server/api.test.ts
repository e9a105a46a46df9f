import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toGlb } from '../../../src/head/glb.js';
import { changePerson, drawPerson, meanPerson } from '../../../src/head/person.js';
import { texturedHead } from '../../../src/head/texturedHead.js';
import { glancing } from '../../../src/model/glances.js';
import { controlsOf, findControl } from '../../../src/rerender/controls.js';
import { loadFaces } from '../../../src/scene/loadFaces.js';
import { startStudio } from '../../../src/studio/server/server.js';
import { CODE, SIZE } from '../tinyModel.js';
import { answer, type Fixture, openStudio, pictures, post } from './studio.js';

let studio: Fixture;
let api: string;
beforeAll(async () => {
  studio = await openStudio();
  api = `${studio.url}api/`;
});
afterAll(() => studio.close());

const numbers = (values: Iterable<number>): number[] => [...values];

async function greys(png: Uint8Array): Promise<Uint8Array> {
  const { data, info } = await sharp(png).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([SIZE, SIZE]);
  return new Uint8Array(data);
}

const rounded = (white: Float32Array): Uint8Array => Uint8Array.from(white, (x) => Math.round(255 * x));

describe('encode', () => {
  test('takes an image as it is, or in JSON', async () => {
    const [picture] = await pictures(1);
    const { mu, logVar } = await glancing(studio.model).encode(picture!.pixels);
    const base64 = picture!.png.toString('base64');
    for (const body of [picture!.png, { image: base64 }, { image: `data:image/png;base64,${base64}` }]) {
      const response = await post(`${api}encode`, body);
      expect(response.status).toBe(200);
      const encoded = await answer(response);
      expect(encoded.mu).toEqual(numbers(mu));
      expect(encoded.logVar).toEqual(numbers(logVar));
      const controls = controlsOf(studio.model.description);
      for (const name of ['azimuth', 'light', 'shape', 'texture'])
        expect(encoded.readings[name]).toBeCloseTo(findControl(controls, name).read(mu), 5);
    }
  });

  test('takes a form, whose fields say what options of JSON say', async () => {
    const { png } = (await pictures(1))[0]!;
    // Twice as wide as it is high: the middle of it is the picture.
    const wide = await sharp(png)
      .extend({ left: SIZE / 2, right: SIZE / 2, background: '#777' })
      .png()
      .toBuffer();
    const form = (fields: Record<string, string>) => {
      const body = new FormData();
      body.set('image', new File([new Uint8Array(wide)], 'wide.png', { type: 'image/png' }));
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      return body;
    };
    const send = (path: string, fields: Record<string, string>) =>
      fetch(api + path, { method: 'POST', body: form(fields) });
    const image = wide.toString('base64');
    for (const [fields, options] of [
      [{}, {}],
      [{ frame: 'middle' }, { frame: 'middle' }],
      [{ crop: '16,8,12,10' }, { crop: [16, 8, 12, 10] }],
      [
        { crop: '[16, 8, 12]', face: '1' },
        { crop: [16, 8, 12], face: 1 },
      ],
    ] as const) {
      const answered = await answer(send('encode', fields));
      expect(answered).toEqual(await answer(post(`${api}encode`, { image, ...options })));
      expect(answered.mu).toHaveLength(CODE);
    }
    const turned = await send('rerender', { frame: 'middle', set: '{"azimuth": 30}' });
    const expected = await post(`${api}rerender`, { image, frame: 'middle', set: { azimuth: 30 } });
    expect(await greys(new Uint8Array(await turned.arrayBuffer()))).toEqual(
      await greys(new Uint8Array(await expected.arrayBuffer())),
    );
    for (const [fields, why] of [
      [{ frame: 'head' }, 'frame'],
      [{ crop: 'left' }, 'crop'],
      [{ set: '{"azimuth": "left"}' }, 'set.azimuth'],
      [{ sett: '{}' }, 'sett'],
    ] as const) {
      const refused = await send('rerender', fields);
      expect([refused.status, (await answer(refused)).error]).toEqual([400, expect.stringContaining(why)]);
    }
    const none = new FormData();
    none.set('image', 'no file');
    expect((await fetch(`${api}encode`, { method: 'POST', body: none })).status).toBe(400);
  });

  test('answers 200 at once, each with its own', async () => {
    const many = await pictures(200);
    const responses = await Promise.all(many.map(({ png }) => post(`${api}encode`, png)));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
    const { mu } = await glancing(studio.model).encode(
      Float32Array.from(many.flatMap(({ pixels }) => [...pixels])),
    );
    for (const [i, response] of responses.entries())
      expect((await answer(response)).mu).toEqual(numbers(mu.subarray(i * CODE, (i + 1) * CODE)));
  });
});

test('frame cuts out what the model sees, and says whether it can be read', async () => {
  const { png, pixels } = (await pictures(1))[0]!;
  const plain = await answer(post(`${api}frame`, png));
  expect(plain).toMatchObject({ frame: null, faces: [], verdict: null });
  expect(await greys(Buffer.from(plain.image, 'base64'))).toEqual(rounded(pixels));
  // A model that takes whatever it sees for a face, and one that takes it for none.
  for (const [bias, reads, words] of [
    [50, /roughly|well/, /^reads/],
    [-50, /not/, /not a face/],
  ] as const) {
    const { model, assets, runs } = studio;
    const description = { ...model.description, judgement: { weights: [0, 0, 0], bias } };
    const other = await startStudio({
      ...{ model: { ...model, description }, assets, runs, host: '127.0.0.1', port: 0, onFault() {} },
      description: { ...description, name: 'judge', checksum: '' },
    });
    for (const path of ['frame', 'encode']) {
      const { verdict } = await answer(post(`${other.url}api/${path}`, png));
      expect(verdict).toEqual({
        reads: expect.stringMatching(reads),
        words: expect.stringMatching(words),
        probability: expect.closeTo(bias > 0 ? 1 : 0, 9),
      });
    }
    const body = { image: png.toString('base64') };
    const json = { accept: 'application/json' };
    expect((await answer(post(`${other.url}api/rerender`, body, json))).verdict.reads).toMatch(reads);
    await other.close();
  }
});

test('decode draws each code', async () => {
  const codes = [0, 1, 2].map((k) => Array.from({ length: CODE }, (_, i) => Math.sin(k * CODE + i)));
  const { images } = await answer(post(`${api}decode`, { codes }));
  const white = rounded(await studio.model.decode(Float32Array.from(codes.flat())));
  expect(images).toHaveLength(3);
  for (const [i, image] of images.entries())
    expect(await greys(Buffer.from(image, 'base64'))).toEqual(
      white.slice(i * SIZE * SIZE, (i + 1) * SIZE * SIZE),
    );
});

test('rerender turns what is set and keeps the rest, as a PNG or in JSON', async () => {
  const [picture] = await pictures(1);
  const { mu } = await glancing(studio.model).encode(picture!.pixels);
  const controls = controlsOf(studio.model.description);
  const turned = findControl(controls, 'shape').turn(findControl(controls, 'azimuth').turn(mu, 30), -2);
  const expected = rounded(await studio.model.decode(turned));
  const body = { image: picture!.png.toString('base64'), set: { azimuth: 30, shape: -2 } };

  const png = await post(`${api}rerender`, body);
  expect(png.headers.get('content-type')).toBe('image/png');
  expect(await greys(new Uint8Array(await png.arrayBuffer()))).toEqual(expected);

  const json = await answer(
    post(`${api}rerender`, { ...body, set: { ...body.set, light: 500 } }, { accept: 'application/json' }),
  );
  expect(json.notices).toEqual([expect.stringContaining('light goes from -70° to 75°')]);
  expect(json.readings.azimuth).toBeCloseTo(findControl(controls, 'azimuth').read(mu), 5);
  const lit = rounded(await studio.model.decode(findControl(controls, 'light').turn(turned, 500)));
  expect(await greys(Buffer.from(json.image, 'base64'))).toEqual(lit);
});

test('head is the file that dcign head writes', async () => {
  const faces = await loadFaces();
  const person = changePerson(drawPerson(faces, 3), { 'shape.1': 2 });
  const response = await post(`${api}head`, { seed: 3, set: { 'shape.1': 2 }, morphs: 1 });
  expect(response.headers.get('content-type')).toBe('model/gltf-binary');
  const expected = await toGlb(texturedHead(faces, person, { morphs: 1 }));
  expect(Buffer.from(await response.arrayBuffer()).equals(expected)).toBe(true);
  const mean = Buffer.from(await (await post(`${api}head`, {})).arrayBuffer());
  expect(mean.equals(await toGlb(texturedHead(faces, meanPerson(faces))))).toBe(true);
  for (const body of [{ set: { azimuth: 1 } }, { morphs: 41 }, { seed: -1 }, { sed: 1 }]) {
    const refused = await post(`${api}head`, body);
    expect(refused.status).toBe(400);
    expect((await answer(refused)).error).toMatch(/azimuth|41|seed|sed/);
  }
});

test('the model describes itself as its file does', async () => {
  const [fromApi, fromFile] = await Promise.all(
    ['api/model', 'model/model.json'].map((path) => answer(fetch(studio.url + path))),
  );
  expect(fromApi).toEqual(fromFile);
  expect(fromApi).toMatchObject({ name: 'tiny', architecture: { size: SIZE, code: CODE } });
});

test('the API describes itself: every address, its bodies and its refusals', async () => {
  const description = await answer(fetch(`${api}openapi.json`));
  expect(description.openapi).toBe('3.1.0');
  expect(Object.keys(description.paths).sort()).toEqual([
    '/api/decode',
    '/api/encode',
    '/api/frame',
    '/api/head',
    '/api/metrics',
    '/api/model',
    '/api/rerender',
    '/api/runs',
    '/api/runs/{name}/config',
    '/api/runs/{name}/metrics',
    '/api/runs/{name}/samples',
    '/api/runs/{name}/samples/{file}',
  ]);
  const { codes } =
    description.paths['/api/decode'].post.requestBody.content['application/json'].schema.properties;
  expect(codes.items).toMatchObject({ minItems: CODE, maxItems: CODE });
  for (const path of ['frame', 'encode', 'decode', 'rerender', 'head']) {
    const { requestBody, responses } = description.paths[`/api/${path}`].post;
    expect(requestBody.content['application/json'].schema.additionalProperties).toBe(false);
    expect(Object.keys(responses)).toEqual(['200', '400', '413', '415', '503']);
  }
});
