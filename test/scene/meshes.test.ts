import { execFileSync } from 'node:child_process';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NodeIO } from '@gltf-transform/core';
import { EXTMeshoptCompression, KHRMaterialsUnlit } from '@gltf-transform/extensions';
import { MeshoptEncoder } from 'meshoptimizer';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { sceneAsked } from '../../src/cli/turntableOptions.js';
import { openDataset } from '../../src/dataset/openDataset.js';
import { renderDataset } from '../../src/dataset/renderDataset.js';
import { renderImages } from '../../src/dataset/renderImages.js';
import { sampleBatch } from '../../src/dataset/sample.js';
import { openScene } from '../../src/scene/openScene.js';
import type { Prior } from '../../src/scene/scene.js';
import { formatSceneName, parseSceneName } from '../../src/scene/sceneName.js';
import { beside, box, documentOf, folderOf, type Given, glb, obj, openObjects } from './meshFiles.js';

type Counted = Prior & { readonly kind: 'level' };

const WHITE = 255;
const seen = (picture: Uint8Array): number => picture.filter((x) => x !== WHITE).length;
const mean = (picture: Uint8Array): number =>
  picture.reduce((sum, x) => sum + (x === WHITE ? 0 : x), 0) / Math.max(1, seen(picture));
const differing = (a: Uint8Array, b: Uint8Array): number =>
  a.filter((x, i) => Math.abs(x - b[i]!) > 3).length;

const plain = box(0.5, 1, 0.3);

describe('objects', () => {
  test('are the same from glTF and from OBJ, wherever they stand and however large they are', async () => {
    const far: Given = { ...plain, translation: [100, -40, 7], scale: [12, 12, 12] };
    const { draw } = await openObjects(
      await folderOf({ 'a.glb': await glb(plain), 'b.obj': obj(plain), 'c.glb': await glb(far) }),
    );
    for (const view of [
      [0, 0, 0],
      [30, 20, 50],
      [-160, 40, -80],
    ]) {
      const picture = draw('a.glb', view);
      expect(seen(picture)).toBeGreaterThan(300);
      expect(differing(picture, draw('b.obj', view))).toBe(0);
      expect(differing(picture, draw('c.glb', view))).toBeLessThan(8);
    }
  });

  test('are seen as large as the unit sphere says: a box from straight ahead', async () => {
    const { draw } = await openObjects(await folderOf({ 'a.glb': await glb(plain), ...(await beside()) }));
    const size = 150;
    const picture = draw('a.glb', [0, 0, 0], size);
    // Half sides in the unit sphere; the front is nearer by z; the camera is 6 away and sees 1.03 at the origin.
    const radius = Math.sqrt(0.5 ** 2 + 1 + 0.3 ** 2);
    const side = (half: number): number => ((half / radius) * 6) / (6 - 0.3 / radius) / 1.03;
    expect(seen(picture)).toBeCloseTo(side(0.5) * side(1) * size ** 2, -3);
    const rows = new Set([...picture].flatMap((x, i) => (x === WHITE ? [] : [Math.floor(i / size)])));
    expect(Math.abs(rows.size - side(1) * size)).toBeLessThan(2.5);
  });

  test('stand upright by the axis that is said to be up', async () => {
    const turned = {
      ...plain,
      // x, y, z of a file in which z is up: y there points away from the viewer.
      positions: plain.positions.map((_, i, all) => [all[i]!, -all[i + 1]!, all[i - 1]!][i % 3]!),
    };
    const files = { 'a.glb': await glb(plain), 'b.glb': await glb(turned), 'c.glb': await glb(box(1, 1, 1)) };
    const folder = await folderOf(files);
    const [y, z] = [await openObjects(folder), await openObjects(folder, '#up=z')];
    expect(differing(y.draw('a.glb'), z.draw('b.glb'))).toBe(0);
    expect(differing(y.draw('a.glb'), y.draw('b.glb'))).toBeGreaterThan(100);
    await expect(openScene(`meshes:${folder}#up=w`)).rejects.toThrow('one of x, y, z');
  });

  test('turn their front to the right of the picture with positive azimuth', async () => {
    // A dark box before a light one: the dark one is the front.
    const dark: Given = { ...box(0.3, 0.3, 0.3), colour: [0.01, 0.01, 0.01, 1], translation: [0, 0, 1] };
    const light: Given = { ...box(0.3, 0.3, 0.3), translation: [0, 0, -1] };
    const { draw } = await openObjects(
      await folderOf({ 'a.glb': await glb(dark, light), ...(await beside()) }),
    );
    const picture = draw('a.glb', [90, 0, 0]);
    const half = (right: boolean): Uint8Array => picture.filter((_, i) => i % 64 >= 32 === right);
    expect(mean(half(true))).toBeLessThan(60);
    expect(mean(half(false))).toBeGreaterThan(100);
  });

  test('show base colours, vertex colours and textures, as a screen would', async () => {
    const grey = (linear: number): Given => ({ ...plain, colour: [linear, linear, linear, 1] });
    const coloured: Given = { ...plain, colours: plain.positions.map(() => 0.2159) };
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#808080' } })
      .png()
      .toBuffer();
    const places = Array.from({ length: 16 }, (_, i) => (i * 0.37) % 3);
    const { draw } = await openObjects(
      await folderOf({
        'white.glb': await glb(grey(1)),
        'base.glb': await glb(grey(0.2159)),
        'vertex.glb': await glb(coloured),
        'texture.glb': await glb({ ...plain, png, places }),
        'both.glb': await glb({ ...grey(0.2159), png, places }),
      }),
    );
    // sRGB 128 is 0.2159 of the light of white, and half of its number; the lamp's highlight is the same on all.
    const [white, base, vertex, texture, both] = ['white', 'base', 'vertex', 'texture', 'both'].map((name) =>
      mean(draw(`${name}.glb`)),
    );
    expect(base! / white!).toBeCloseTo(0.5, 1);
    expect(Math.abs(vertex! - base!)).toBeLessThan(1.5);
    expect(Math.abs(texture! - base!)).toBeLessThan(1.5);
    expect(both! / white!).toBeCloseTo(0.25, 1);
  });

  test('wear their textures the right way up, and repeat them', async () => {
    // Black above, white below: v goes down in glTF.
    const png = await sharp(Buffer.from(Array.from({ length: 64 }, (_, i) => (i < 32 ? 0 : 255))), {
      raw: { width: 8, height: 8, channels: 1 },
    })
      .png()
      .toBuffer();
    const card = {
      positions: [-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0],
      indices: [0, 1, 2, 0, 2, 3],
      places: [0, 1, 1, 1, 1, 0, 0, 0],
      png,
    };
    const text = `mtllib a.mtl\n${obj(card).replace(/^f.*\n/gm, '')}vt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nusemtl m\nf 1/1 2/2 3/3 4/4\n`;
    const twice = { ...card, places: card.places.map((x) => 2 * x) };
    const shifted = { ...card, places: card.places.map((x, i) => (i % 2 === 0 ? x : x + 7)) };
    const { draw } = await openObjects(
      await folderOf({
        'a.glb': await glb(card),
        'b.obj': text,
        'a.mtl': 'newmtl m\nKd 1 1 1\nmap_Kd -s 1 1 1 tile.png\n',
        'tile.png': png,
        'twice.glb': await glb(twice),
        'shifted.glb': await glb(shifted),
      }),
    );
    const view = [0, 0, 0];
    const row = (name: string, y: number): number => draw(`${name}`, view)[y * 64 + 32]!;
    for (const name of ['a.glb', 'b.obj', 'shifted.glb']) {
      expect(row(name, 20), name).toBeLessThan(40);
      expect(row(name, 44), name).toBeGreaterThan(120);
    }
    expect([15, 27, 37, 49].map((y) => row('twice.glb', y) > 100)).toEqual([false, true, false, true]);
  });

  test('are seen from outside where a node mirrors them, and from both sides where the file says so', async () => {
    const card = { positions: [-1, -1, 0, 1, -1, 0, 1, 1, 0], indices: [0, 1, 2] };
    const { draw } = await openObjects(
      await folderOf({
        'a.glb': await glb({ ...plain, colour: [0.5, 0.5, 0.5, 1] }),
        'mirrored.glb': await glb({ ...plain, colour: [0.5, 0.5, 0.5, 1], scale: [-1, 1, 1] }),
        'one.glb': await glb(card),
        'two.glb': await glb({ ...card, twoSided: true }),
        'card.obj': `${obj(card)}l 1 2\np 3\n`,
      }),
    );
    expect(differing(draw('a.glb'), draw('mirrored.glb'))).toBe(0);
    const behind = [180, 0, 0];
    expect(seen(draw('one.glb', behind))).toBe(0);
    expect(seen(draw('two.glb', behind))).toBeGreaterThan(300);
    expect(draw('card.obj', behind)).toEqual(draw('two.glb', behind));
  });

  test('may be strips and fans, without indices, unlit, compressed by meshopt, and no surface of a solid', async () => {
    const quad = [-1, -1, 0, 1, -1, 0, -1, 1, 0, 1, 1, 0];
    const around = [-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0];
    const soup = [0, 1, 2, 0, 2, 3].flatMap((v) => around.slice(3 * v, 3 * v + 3));
    const unlit = documentOf(plain);
    const extension = unlit.createExtension(KHRMaterialsUnlit).setRequired(true);
    for (const material of unlit.getRoot().listMaterials())
      material.setExtension('KHR_materials_unlit', extension.createUnlit());
    const io = new NodeIO().registerExtensions([KHRMaterialsUnlit, EXTMeshoptCompression]);
    await MeshoptEncoder.ready;
    io.registerDependencies({ 'meshopt.encoder': MeshoptEncoder });
    const packed = documentOf(plain);
    packed.createExtension(EXTMeshoptCompression).setRequired(true);
    // Three pages that meet in one edge: no manifold.
    const book = {
      positions: [0, -1, 0, 0, 1, 0, 1, 0, 0, -1, 0, 0.5, -1, 0, -0.5],
      indices: [0, 1, 2, 0, 1, 3, 0, 1, 4],
    };
    const { draw } = await openObjects(
      await folderOf({
        'list.glb': await glb({ positions: around, indices: [0, 1, 2, 0, 2, 3] }),
        'strip.glb': await glb({ positions: quad, mode: 5 }),
        'fan.glb': await glb({ positions: around, mode: 6 }),
        'soup.glb': await glb({ positions: soup }),
        'lit.glb': await glb(plain),
        'unlit.glb': await io.writeBinary(unlit),
        'meshopt.glb': await io.writeBinary(packed),
        'book.obj': obj(book),
      }),
    );
    const front = [0, 0, 0];
    for (const name of ['strip.glb', 'fan.glb', 'soup.glb'])
      expect(draw(name, front), name).toEqual(draw('list.glb', front));
    for (const name of ['unlit.glb', 'meshopt.glb'])
      expect(differing(draw(name), draw('lit.glb')), name).toBe(0);
    for (const azimuth of [0, 90, 180, 270])
      expect(seen(draw('book.obj', [azimuth, 10, 0]))).toBeGreaterThan(50);
  });

  test('of more than 500,000 triangles are made simpler, which is said, and look the same', async () => {
    const ball = (rings: number): Given => {
      const columns = 2 * rings;
      const positions = new Float32Array(3 * (rings + 1) * columns);
      for (let v = 0; v < (rings + 1) * columns; v++) {
        const [a, b] = [(Math.PI * Math.floor(v / columns)) / rings, (2 * Math.PI * (v % columns)) / columns];
        positions.set([Math.sin(a) * Math.sin(b), 1.4 * Math.cos(a), Math.sin(a) * Math.cos(b)], 3 * v);
      }
      const indices = new Uint32Array(6 * rings * columns);
      for (let k = 0; k < rings * columns; k++) {
        const [r, c] = [Math.floor(k / columns), k % columns];
        const [p, q] = [r * columns + c, r * columns + ((c + 1) % columns)];
        indices.set([p, p + columns, q + columns, p, q + columns, q], 6 * k);
      }
      return { positions, indices, normals: positions, colour: [0.3, 0.3, 0.3, 1] };
    };
    const { scene, draw } = await openObjects(
      await folderOf({
        'small.glb': await glb(ball(60)),
        'huge.glb': await glb(ball(360)),
        'b.glb': await glb(plain),
      }),
    );
    expect(scene.notices).toHaveLength(1);
    const [, many, kept] = /^huge.glb has (\d+) triangles and is shown in (\d+)\.$/.exec(scene.notices![0]!)!;
    expect(Number(many)).toBe(2 * 360 * 720);
    expect(Number(kept)).toBeLessThanOrEqual(100_000);
    expect(differing(draw('small.glb'), draw('huge.glb'))).toBeLessThan(40);
  });
});

describe('a folder of objects', () => {
  test('is split: what training shows, validation and test do not', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `${i}.obj`);
    const folder = await folderOf(
      Object.fromEntries(names.map((name, i) => [name, obj(box(1, 1 + i / 10, 1))])),
    );
    await mkdir(join(folder, 'more'));
    await rename(join(folder, '7.obj'), join(folder, 'more', '7.OBJ'));
    const scene = await openScene(`meshes:${folder}#elevation=20,30`);
    const parameter = scene.factors.at(-1)!.parameters[0]!;
    expect([...parameter.names!].sort()).toEqual(
      [...names.filter((n) => n !== '7.obj'), 'more/7.OBJ'].sort(),
    );
    const objects = (split: 'train' | 'validation' | 'test'): Set<number> => {
      const values = sampleBatch(scene, { seed: 1, split, kind: 'all', index: 0 }, 400);
      return new Set(Array.from({ length: 400 }, (_, i) => values[4 * i + 3]!));
    };
    const [train, validation, test] = [objects('train'), objects('validation'), objects('test')];
    expect([train.size, validation.size, test.size]).toEqual([16, 2, 2]);
    expect(new Set([...train, ...validation, ...test]).size).toBe(20);
    // The same files are split in the same way elsewhere.
    const again = await folderOf(Object.fromEntries(names.map((name) => [name, obj(box(1, 1, 1))])));
    await mkdir(join(again, 'more'));
    await rename(join(again, '7.obj'), join(again, 'more', '7.OBJ'));
    expect((await openScene(`meshes:${again}`)).factors.at(-1)!.parameters[0]!.names).toEqual(
      parameter.names,
    );
  });

  test('has to be there and to hold three objects', async () => {
    await expect(openScene('meshes:/nowhere/at/all')).rejects.toThrow('There is no folder /nowhere/at/all');
    await expect(openScene('meshes')).rejects.toThrow('lacks its folder');
    await expect(openScene('meshes:package.json')).rejects.toThrow('There is no folder package.json');
    await expect(openScene(`meshes:${await folderOf(await beside())}`)).rejects.toThrow(
      /holds 2 objects.*3 are needed/,
    );
  });

  const json = (extra: object): string => JSON.stringify({ asset: { version: '2.0' }, ...extra });
  const whole = glb(plain);
  /** One triangle whose corners lie in this buffer. */
  const triangle = (uri: string): object => ({
    buffers: [{ uri, byteLength: 36 }],
    bufferViews: [{ buffer: 0, byteLength: 36 }],
    accessors: [{ bufferView: 0, componentType: 5126, count: 3, type: 'VEC3' }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 } }] }],
    nodes: [{ mesh: 0 }],
    scenes: [{ nodes: [0] }],
  });
  const CORNERS = `data:;base64,${Buffer.from(Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0).buffer).toString('base64')}`;
  const accessor = (other: object): object[] => [
    { bufferView: 0, componentType: 5126, count: 3, type: 'VEC3', ...other },
  ];
  const tile = (): Promise<Buffer> =>
    sharp({ create: { width: 8, height: 8, channels: 3, background: '#808080' } })
      .png()
      .toBuffer();
  const bad: readonly (readonly [string, string | (() => Promise<Uint8Array>), RegExp])[] = [
    ['empty.glb', '', /no whole glTF file/],
    ['noise.glb', 'not a model at all, but long enough to have a header', /no whole glTF file/],
    ['cut.glb', async () => (await whole).slice(0, 300), /no whole glTF file/],
    ['json.gltf', '{"asset": ', /no whole glTF file/],
    ['lost.gltf', json({ buffers: [{ uri: 'gone.bin', byteLength: 4 }] }), /no whole glTF file/],
    ['bare.gltf', json({}), /no triangles/],
    ['draco.gltf', json({ extensionsRequired: ['KHR_draco_mesh_compression'] }), /compressed by Draco/],
    ['basis.gltf', json({ extensionsRequired: ['KHR_texture_basisu'] }), /KTX2/],
    ['list.gltf', '[]', /no whole glTF file/],
    ['number.gltf', json({ ...triangle(CORNERS), bufferViews: 5 }), /no whole glTF file/],
    ['seven.gltf', json({ extensionsRequired: 7 }), /no whole glTF file/],
    [
      'deep.gltf',
      json({
        ...triangle(CORNERS),
        nodes: Array.from({ length: 20_000 }, (_, i) => (i < 19_999 ? { children: [i + 1] } : { mesh: 0 })),
      }),
      /no whole glTF file/,
    ],
    ['long.gltf', json({ ...triangle(CORNERS), accessors: accessor({ count: 9 }) }), /36 of the 108 bytes/],
    ['moved.gltf', json({ ...triangle(CORNERS), accessors: accessor({ byteOffset: 2 }) }), /36 of the 38/],
    [
      'sparse.gltf',
      json({
        ...triangle(CORNERS),
        accessors: accessor({
          sparse: { count: 9, indices: { bufferView: 0, componentType: 5125 }, values: { bufferView: 0 } },
        }),
      }),
      /36 of the 108 bytes/,
    ],
    ['passwd.gltf', json(triangle('../../../../../../etc/passwd')), /outside of the folder/],
    ['rooted.gltf', json(triangle('/etc/passwd')), /outside of the folder/],
    ['endless.gltf', json(triangle('/dev/zero')), /outside of the folder/],
    ['web.gltf', json(triangle('http://127.0.0.1:9/corners.bin')), /http:.* from elsewhere/],
    ['folder.gltf', json(triangle('.')), /is no file/],
    [
      'packed.gltf',
      json({
        ...triangle(CORNERS),
        extensionsUsed: ['KHR_draco_mesh_compression'],
        accessors: [{ componentType: 5126, count: 3, type: 'VEC3' }],
        meshes: [
          { primitives: [{ attributes: { POSITION: 0 }, extensions: { KHR_draco_mesh_compression: {} } }] },
        ],
      }),
      /compressed by Draco/,
    ],
    [
      'copies.gltf',
      json({ ...triangle(CORNERS), extensionsUsed: ['EXT_mesh_gpu_instancing'] }),
      /EXT_mesh_gpu_instancing/,
    ],
    [
      'shades.glb',
      () => glb({ ...plain, colours: plain.positions.map((x, i) => (i === 4 ? Number.NaN : x)) }),
      /colours are no numbers/,
    ],
    [
      'places.glb',
      async () => glb({ ...plain, places: Array(16).fill(Number.NaN), png: await tile() }),
      /coordinates are no numbers/,
    ],
    [
      'few.glb',
      async () => glb({ ...plain, places: [0, 0, 1, 1], png: await tile() }),
      /coordinates are no numbers/,
    ],
    [
      'void.glb',
      () => glb({ ...plain, places: Array(16).fill(0.5), png: Buffer.alloc(0) }),
      /texture tile cannot be read/,
    ],
    ['commas.obj', 'v 0,5 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n', /commas/],
    ['climbs.obj', `mtllib ../../etc/passwd\n${obj(plain)}`, /outside of the folder/],
    ['old.gltf', JSON.stringify({ asset: { version: '1.0' }, meshes: {} }), /no whole glTF file/],
    ['short.gltf', json(triangle('data:;base64,AAAA')), /3 of the 36 bytes/],
    ['unlike.gltf', json(triangle('data:;base64,####')), /0 of the 36 bytes/],
    ['own.gltf', json({ extensionsRequired: ['ACME_secret'] }), /ACME_secret/],
    ['first.glb', async () => (await whole).map((byte, i) => (i === 4 ? 1 : byte)), /no whole glTF file/],
    ['words.glb', async () => (await whole).map((byte, i) => (i === 20 ? 0x78 : byte)), /no whole glTF file/],
    ['points.glb', () => glb({ positions: plain.positions, mode: 0 }), /no triangles/],
    [
      'nan.glb',
      () => glb({ ...plain, positions: plain.positions.map((x, i) => (i === 4 ? Number.NaN : x)) }),
      /no numbers/,
    ],
    ['dot.glb', () => glb({ ...plain, positions: plain.positions.map(() => 1) }), /no triangles/],
    ['beyond.glb', () => glb({ ...plain, indices: [0, 1, 99] }), /not there/],
    [
      'picture.glb',
      () => glb({ ...plain, places: Array(16).fill(0.5), png: Buffer.from('no picture') }),
      /texture tile/,
    ],
    ['empty.obj', '', /no triangles/],
    ['noise.obj', '\u0000\u0001\u0002 nothing of the kind', /no triangles/],
    ['prose.obj', 'face the facts\nvery well\n', /no/],
    ['line.obj', 'v 0 0 0\nv 1 1 1\nl 1 2\n', /no triangles/],
    ['points.obj', 'v 0 0 0\nv 1 1 1\np 1 2\n', /no triangles/],
    ['beyond.obj', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n', /no numbers/],
    ['words.obj', 'v a b c\nv 1 0 0\nv 0 1 0\nf 1 2 3\n', /no numbers/],
    ['flat.obj', 'v 0 0 0\nv 1 0 0\nv 2 0 0\nf 1 2 3\n', /no triangles/],
    ['dot.obj', 'v 1 1 1\nv 1 1 1\nv 1 1 1\nf 1 2 3\n', /no triangles/],
    ['endless.obj', 'v 1e39 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n', /no numbers/],
  ];

  test.each(bad)('refuses %s by its name', async (name, content, reason) => {
    const file = typeof content === 'string' ? content : await content();
    const folder = await folderOf({ [name]: file, ...(await beside()) });
    const error = await openScene(`meshes:${folder}`).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error?.constructor.name, 'refused').toBe('UserError');
    expect(error!.message).toContain(`${name}: `);
    expect(error!.message).toMatch(reason);
  });

  test.skipIf(process.platform === 'win32')('refuses pipes, which would be waited for for ever', async () => {
    const folder = await folderOf({ 'x.gltf': json(triangle('pipe.bin')), ...(await beside()) });
    for (const name of ['pipe.bin', 'y.obj', 'z.glb']) execFileSync('mkfifo', [join(folder, name)]);
    const error = await openScene(`meshes:${folder}`).catch((thrown: Error) => thrown);
    for (const reason of [/x\.gltf: .*pipe\.bin is no file/, /y\.obj: .*no file/, /z\.glb: .*no file/])
      expect((error as Error).message).toMatch(reason);
  });

  test('shows what it can of files that say the same twice, or half', async () => {
    const png = `data:image/png;base64,${(await tile()).toString('base64')}`;
    const both = {
      ...triangle(CORNERS),
      extensionsUsed: ['KHR_texture_basisu', 'KHR_draco_mesh_compression'],
      images: [{ uri: png }, { uri: 'data:image/ktx2;base64,AAAA', mimeType: 'image/ktx2' }],
      textures: [{ source: 0, extensions: { KHR_texture_basisu: { source: 1 } } }],
      materials: [{ pbrMetallicRoughness: { baseColorTexture: { index: 0 } }, doubleSided: true }],
      accessors: [...accessor({}), ...accessor({ type: 'VEC2' })],
      meshes: [
        {
          primitives: [
            {
              attributes: { POSITION: 0, TEXCOORD_0: 1 },
              material: 0,
              extensions: { KHR_draco_mesh_compression: { bufferView: 0, attributes: { POSITION: 0 } } },
            },
          ],
        },
      ],
    };
    const glossy = {
      ...triangle(CORNERS),
      extensionsUsed: ['KHR_materials_pbrSpecularGlossiness'],
      materials: [
        {
          doubleSided: true,
          extensions: { KHR_materials_pbrSpecularGlossiness: { diffuseFactor: [0.2159, 0.2159, 0.2159, 1] } },
        },
      ],
      meshes: [{ primitives: [{ attributes: { POSITION: 0 }, material: 0 }] }],
    };
    const corners = 'v 0 0 0\nv 1 0 0\nv 0 1 0\n';
    const { scene, draw } = await openObjects(
      await folderOf({
        'both.gltf': json(both),
        'glossy.gltf': json(glossy),
        'white.obj': `${corners}f 1 2 3\n`,
        'lost.obj': `mtllib gone.mtl\n${corners}usemtl m\nf 1 2 3\n`,
        'half.obj': 'v 0 0 0 1 1 1\nv 1 0 0\nv 0 1 0\nf 1 2 3\n',
        'normals.obj': `${corners}vn a b c\nf 1//1 2//1 3//1\n`,
        'lines.obj': `${corners}f 1 2 3\n`.replaceAll('\n', '\r'),
        'a.mtl': 'newmtl m\nKd .5\n',
        'grey.obj': `mtllib a.mtl\n${corners}usemtl m\nf 1 2 3\n`,
      }),
    );
    const front = [0, 0, 0];
    const white = draw('white.obj', front);
    for (const name of ['lost.obj', 'half.obj', 'normals.obj', 'lines.obj'])
      expect(draw(name, front), name).toEqual(white);
    // Half as bright on a screen.
    for (const name of ['both.gltf', 'glossy.gltf', 'grey.obj'])
      expect(mean(draw(name, front)) / mean(white), name).toBeCloseTo(0.5, 1);
    expect(scene.notices).toEqual(['lost.obj is drawn without what it names: gone.mtl is not there.']);
  });

  test('may lie in folders below, with what they share', async () => {
    const folder = await folderOf(await beside());
    await mkdir(join(folder, 'one'));
    await mkdir(join(folder, 'all of them'));
    await writeFile(join(folder, 'one', 'stuhl 椅子.gltf'), json(triangle('../all%20of%20them/corners.bin')));
    const corners = Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0);
    await writeFile(join(folder, 'all of them', 'corners.bin'), new Uint8Array(corners.buffer));
    const { draw } = await openObjects(folder);
    expect(seen(draw('one/stuhl 椅子.gltf', [0, 0, 0]))).toBeGreaterThan(300);
  });

  test('names all that cannot be used at once', async () => {
    const folder = await folderOf({ 'x.obj': '', 'y.glb': '', ...(await beside()) });
    await expect(openScene(`meshes:${folder}`)).rejects.toThrow(
      /2 objects.*x\.obj: .*y\.glb: |2 objects.*y\.glb: .*x\.obj: /,
    );
  });
});

test('objects are rendered to disk, in threads, and opened again as what they are', async () => {
  const folder = await folderOf(await beside().then((two) => ({ ...two, 'a.obj': obj(plain) })));
  const scene = await openScene(`meshes:${folder}#elevation=20,30`);
  const out = join(folder, 'set');
  const request = { scene, out, size: 16, seed: 3, batchSize: 4, workers: 1 };
  await renderDataset({
    ...request,
    kinds: ['azimuth', 'all'],
    batches: { train: 2, validation: 1, test: 1 },
  });
  const source = await openDataset(out);
  expect(source.info.scene).toBe(scene.name);
  expect(source.info.factors).toEqual(JSON.parse(JSON.stringify(scene.factors)));
  for (const split of ['train', 'test'] as const) {
    const { images, factors } = await source.read(split, 'all', 0);
    expect(images).toEqual(renderImages(scene, factors!, 16));
    const [from, to] = (scene.factors.at(-1)!.parameters[0]!.prior as Counted).parts![split];
    for (let i = 0; i < 4; i++) {
      expect(factors![4 * i + 3]).toBeGreaterThanOrEqual(from);
      expect(factors![4 * i + 3]).toBeLessThan(to);
      expect([20, 30]).toContain(factors![4 * i + 1]);
    }
  }
  await source.close();
});

test('a scene and objects exclude each other, and an axis needs objects', () => {
  expect(sceneAsked(undefined, {})).toBe('faces');
  expect(sceneAsked('chairs', { elevation: [20, 30] })).toBe('chairs#elevation=20,30');
  expect(sceneAsked(undefined, { meshes: '/objects', up: 'z' })).toBe('meshes:/objects#up=z');
  expect(() => sceneAsked('chairs', { meshes: '/objects' })).toThrow('Leave one out');
  expect(() => sceneAsked('chairs', { up: 'z' })).toThrow('--up is for --meshes');
});

test('a scene keeps how it is set up in its name, whatever the folder is called', () => {
  for (const name of [
    { kind: 'chairs', folder: undefined, elevations: [20, 30], up: undefined },
    { kind: 'meshes', folder: '/a b/#1: objects', elevations: undefined, up: 'z' },
    { kind: 'meshes', folder: 'C:\\things', elevations: [-10, 0, 10], up: 'x' },
    { kind: 'faces', folder: undefined, elevations: undefined, up: undefined },
  ])
    expect(parseSceneName(formatSceneName(name))).toEqual(name);
});
