import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BufferAttribute, type Material, Mesh } from 'three';
import { MTLLoader } from 'three/examples/jsm/loaders/MTLLoader.js';
import { OBJLoader } from 'three/examples/jsm/loaders/OBJLoader.js';
import { luma } from '../luma.js';
import { greyOfLinear, readTexture } from './grey.js';
import { type GreyTexture, type ObjectPart, UnusableMesh } from './parts.js';

/** What a material of an `.mtl` file says that counts here. */
interface MaterialInfo {
  readonly kd?: readonly number[];
  readonly map_kd?: string;
}

/**
 * Reads a Wavefront OBJ file and the materials that it names: diffuse colours and pictures, and vertex colours. OBJ
 * does not say which side of a triangle is outside: all are seen from both.
 *
 * @throws UnusableMesh where it cannot be read
 */
export async function readObj(path: string): Promise<readonly ObjectPart[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UnusableMesh(`it cannot be read (${error.code}); check it`);
  });
  const group = parsed(text);
  const folder = dirname(path);
  const materials = await readMaterials(text, folder);
  const pictures = new Map<string, Promise<GreyTexture | undefined>>();
  const parts: ObjectPart[] = [];
  for (const mesh of group.children) {
    if (!(mesh instanceof Mesh)) continue;
    const { geometry } = mesh;
    const count = geometry.getAttribute('position').count;
    const ranges = geometry.groups.length > 0 ? geometry.groups : [{ start: 0, count, materialIndex: 0 }];
    for (const { start, count: length, materialIndex } of ranges) {
      const material: Material = Array.isArray(mesh.material)
        ? mesh.material[materialIndex ?? 0]!
        : mesh.material;
      const slice = (name: string, width: number): Float32Array | undefined => {
        const attribute = geometry.getAttribute(name) as BufferAttribute | undefined;
        return attribute && (attribute.array as Float32Array).slice(start * width, (start + length) * width);
      };
      const info = materials[material.name] ?? {};
      const colours = slice('color', 3);
      const places = slice('uv', 2);
      const picture = info.map_kd && places && (await pictureOf(info.map_kd, folder, pictures));
      parts.push({
        positions: slice('position', 3)!,
        normals: slice('normal', 3),
        triangles: Uint32Array.from({ length: length - (length % 3) }, (_, i) => i),
        shades:
          colours &&
          Float32Array.from({ length }, (_, v) =>
            greyOfLinear(colours[3 * v]!, colours[3 * v + 1]!, colours[3 * v + 2]!),
          ),
        tone: picture || info.kd === undefined ? 1 : luma(info.kd[0]!, info.kd[1]!, info.kd[2]!),
        // In OBJ, v goes upwards.
        texture: picture ? { picture, places: places!.map((x, i) => (i % 2 === 0 ? x : 1 - x)) } : undefined,
        twoSided: true,
      });
    }
  }
  return parts;
}

/**
 * What makes surfaces. Of other lines three.js complains on the console, and one line or point of an object makes all of
 * its triangles lines or points.
 */
const KNOWN = /^\s*(?:v|vn|vt|f|g|o|s|usemtl|mtllib)\s/;

function parsed(text: string): ReturnType<OBJLoader['parse']> {
  try {
    const lines = text.replace(/\\\r?\n/g, '').split(/\r?\n/);
    return new OBJLoader().parse(lines.filter((line) => KNOWN.test(line)).join('\n'));
  } catch (error) {
    throw new UnusableMesh(`it is no OBJ file (${(error as Error).message}); take an intact copy`);
  }
}

/** By name. A file that is not there gives no materials, as everywhere: the object is then all of one colour. */
async function readMaterials(text: string, folder: string): Promise<Readonly<Record<string, MaterialInfo>>> {
  const infos: Record<string, MaterialInfo> = {};
  for (const [, name] of text.matchAll(/^mtllib\s+(.+?)\s*$/gm)) {
    const mtl = await readFile(join(folder, name!), 'utf8').catch(() => undefined);
    if (mtl !== undefined)
      Object.assign(infos, (new MTLLoader().parse(mtl, '') as { materialsInfo?: object }).materialsInfo);
  }
  return infos;
}

/** A picture beside the file; one that is not there is left out, one that cannot be read is not. */
function pictureOf(
  value: string,
  folder: string,
  pictures: Map<string, Promise<GreyTexture | undefined>>,
): Promise<GreyTexture | undefined> {
  // Options such as -s 1 1 1 come before the name.
  const name = value.replace(/^(?:-\w+(?:\s+[-\d.]+|\s+on|\s+off)*\s+)*/, '').replaceAll('\\', '/');
  if (!pictures.has(name))
    pictures.set(
      name,
      readFile(join(folder, name)).then(
        (bytes) => readTexture(bytes, name),
        () => undefined,
      ),
    );
  return pictures.get(name)!;
}
