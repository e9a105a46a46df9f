import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { BufferAttribute, Mesh } from 'three';
import { MTLLoader } from 'three/examples/jsm/loaders/MTLLoader.js';
import { OBJLoader } from 'three/examples/jsm/loaders/OBJLoader.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawPerson } from '../../src/head/person.js';
import { texturedHead } from '../../src/head/texturedHead.js';
import { headFiles, writeHead } from '../../src/head/write.js';
import { model } from '../scene/people.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dcign-'));
});
afterEach(() => rm(folder, { recursive: true }));

const head = texturedHead(model, drawPerson(model, 3));

describe('a head as .obj', () => {
  it('is read by three.js with the same corners', async () => {
    const path = join(folder, 'below', 'person.OBJ');
    expect(await writeHead(path, head)).toEqual(headFiles(path));
    const object = new OBJLoader().parse(await readFile(path, 'utf8'));
    expect(object.children).toHaveLength(1);
    const { geometry, name } = object.children[0] as Mesh;
    expect(name).toBe('head');
    const corners = (attribute: string): ArrayLike<number> =>
      (geometry.getAttribute(attribute) as BufferAttribute).array;
    const gap = (attribute: string, own: (corner: number) => readonly number[]): number => {
      const read = corners(attribute);
      const expected = [...head.triangles].flatMap(own);
      expect(read.length).toBe(expected.length);
      return Math.max(...expected.map((x, i) => Math.abs(x - read[i]!)));
    };
    const at = (values: Float32Array, vertex: number): number[] => [
      ...values.subarray(3 * vertex, 3 * vertex + 3),
    ];
    expect(gap('position', (v) => at(head.positions, v))).toBeLessThan(1e-6);
    expect(gap('normal', (v) => at(head.normals, v))).toBeLessThan(1e-6);
    const up = (v: number): number[] => [head.texcoords[2 * v]!, 1 - head.texcoords[2 * v + 1]!];
    expect(gap('uv', up)).toBeLessThan(1e-6);
  });

  it('names its material, and that its picture, which lie beside it', async () => {
    const [mesh, material, picture] = await writeHead(join(folder, 'person.obj'), head);
    expect(material).toBe(join(folder, 'person.mtl'));
    expect(picture).toBe(join(folder, 'person.png'));
    expect(await readFile(mesh!, 'utf8')).toMatch(/^mtllib person\.mtl$/m);
    const { materialsInfo } = new MTLLoader().parse(await readFile(material!, 'utf8'), '');
    expect(materialsInfo.skin).toMatchObject({ map_kd: 'person.png' });
    expect(await readFile(mesh!, 'utf8')).toMatch(/^usemtl skin$/m);
    const { data } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
    expect(data.equals(head.texture.pixels)).toBe(true);
  });

  it('refuses other endings', () => {
    expect(() => headFiles('head.gltf')).toThrow(/ends in \.gltf, which is not among the forms/);
    expect(() => headFiles('head')).toThrow(/no ending/);
  });
});
