import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Document, NodeIO, type Primitive } from '@gltf-transform/core';
import { onTestFinished } from 'vitest';
import { openScene } from '../../src/scene/openScene.js';
import type { Scene } from '../../src/scene/scene.js';

/** A new folder, which goes with the test, of these files. */
export async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'meshes-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

/** What a glTF of one primitive says; each is left out where it is not given. */
export interface Given {
  readonly positions: ArrayLike<number>;
  readonly indices?: ArrayLike<number>;
  readonly normals?: ArrayLike<number>;
  readonly colours?: ArrayLike<number>;
  readonly places?: ArrayLike<number>;
  readonly colour?: readonly [number, number, number, number];
  readonly png?: Uint8Array;
  readonly twoSided?: boolean;
  readonly mode?: number;
  readonly translation?: readonly [number, number, number];
  readonly scale?: readonly [number, number, number];
}

export function documentOf(...given: readonly Given[]): Document {
  const document = new Document();
  const buffer = document.createBuffer();
  const scene = document.createScene();
  for (const one of given) {
    const accessor = (type: 'VEC3' | 'VEC2' | 'SCALAR', values: Float32Array | Uint32Array) =>
      document
        .createAccessor()
        .setType(type)
        .setArray(values as Float32Array<ArrayBuffer>)
        .setBuffer(buffer);
    const primitive = document
      .createPrimitive()
      .setAttribute('POSITION', accessor('VEC3', Float32Array.from(one.positions)));
    if (one.indices) primitive.setIndices(accessor('SCALAR', Uint32Array.from(one.indices)));
    if (one.normals) primitive.setAttribute('NORMAL', accessor('VEC3', Float32Array.from(one.normals)));
    if (one.colours) primitive.setAttribute('COLOR_0', accessor('VEC3', Float32Array.from(one.colours)));
    if (one.places) primitive.setAttribute('TEXCOORD_0', accessor('VEC2', Float32Array.from(one.places)));
    if (one.mode !== undefined) primitive.setMode(one.mode as ReturnType<Primitive['getMode']>);
    const material = document
      .createMaterial()
      .setBaseColorFactor([...(one.colour ?? [1, 1, 1, 1])])
      .setDoubleSided(one.twoSided ?? false);
    if (one.png)
      material.setBaseColorTexture(
        document
          .createTexture('tile')
          .setImage(one.png as Uint8Array<ArrayBuffer>)
          .setMimeType('image/png'),
      );
    primitive.setMaterial(material);
    scene.addChild(
      document
        .createNode()
        .setMesh(document.createMesh().addPrimitive(primitive))
        .setTranslation([...(one.translation ?? [0, 0, 0])])
        .setScale([...(one.scale ?? [1, 1, 1])]),
    );
  }
  return document;
}

export function glb(...given: readonly Given[]): Promise<Uint8Array> {
  return new NodeIO().writeBinary(documentOf(...given));
}

/** A box of these half sides: eight corners, and twelve triangles that are counter-clockwise from outside. */
export function box(x: number, y: number, z: number): { positions: number[]; indices: number[] } {
  const positions = Array.from({ length: 8 }, (_, i) => [
    i & 1 ? x : -x,
    i & 2 ? y : -y,
    i & 4 ? z : -z,
  ]).flat();
  const quads = [
    [4, 5, 7, 6],
    [1, 0, 2, 3],
    [5, 1, 3, 7],
    [0, 4, 6, 2],
    [6, 7, 3, 2],
    [0, 1, 5, 4],
  ];
  return { positions, indices: quads.flatMap(([a, b, c, d]) => [a!, b!, c!, a!, c!, d!]) };
}

/** The same as Wavefront OBJ. */
export function obj({ positions, indices }: ReturnType<typeof box>): string {
  const lines = (prefix: string, values: readonly number[], add: number): string[] =>
    Array.from({ length: values.length / 3 }, (_, i) =>
      [prefix, ...values.slice(3 * i, 3 * i + 3).map((x) => x + add)].join(' '),
    );
  return [...lines('v', positions, 0), ...lines('f', indices, 1), ''].join('\n');
}

/** Two boxes that nobody looks at: a folder needs three objects. */
export async function beside(): Promise<Readonly<Record<string, Uint8Array>>> {
  return { 'other1.glb': await glb(box(1, 1, 1)), 'other2.glb': await glb(box(1, 2, 1)) };
}

/** Pictures of the objects in a folder, by file. */
export async function openObjects(
  folder: string,
  settings = '',
): Promise<{
  readonly scene: Scene;
  draw(name: string, view?: readonly number[], size?: number): Uint8Array;
}> {
  const scene = await openScene(`meshes:${folder}${settings}`);
  const names = scene.factors.at(-1)!.parameters[0]!.names!;
  return {
    scene,
    draw: (name, view = [30, 20, 0], size = 64) =>
      scene.render(Float32Array.of(...view, names.indexOf(name)), size),
  };
}
