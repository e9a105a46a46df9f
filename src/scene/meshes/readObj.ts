import { dirname, join } from 'node:path';
import { type BufferAttribute, type Material, Mesh } from 'three';
import { MTLLoader } from 'three/examples/jsm/loaders/MTLLoader.js';
import { OBJLoader } from 'three/examples/jsm/loaders/OBJLoader.js';
import { luma } from '../luma.js';
import { greyOfLinear, readTexture } from './grey.js';
import { type GreyTexture, type ObjectPart, UnusableMesh } from './parts.js';
import { readBeside } from './readBeside.js';

/** What a material of an `.mtl` file says that counts here. */
interface MaterialInfo {
  readonly kd?: readonly number[];
  readonly map_kd?: string;
}

/** Reads a file that is named beside an object; undefined where there is none. */
type Look = (name: string) => Promise<Buffer | undefined>;

/**
 * Reads a Wavefront OBJ file and the materials that it names: diffuse colours and pictures, and vertex colours. OBJ
 * does not say which side of a triangle is outside: all are seen from both.
 *
 * @param root the folder of objects, which no file outside of is read
 * @param lacks told of each file that it names and that cannot be read: the object is then drawn without
 * @throws UnusableMesh where it cannot be read
 */
export async function readObj(
  path: string,
  root: string,
  lacks: (reason: string) => void = () => {},
): Promise<readonly ObjectPart[]> {
  const text = await readBeside(path, root).then(String, (error: Error) => {
    throw new UnusableMesh(`it cannot be read (${error.message}); check it`);
  });
  const group = parsed(text);
  const look: Look = (name) =>
    readBeside(join(dirname(path), name), root).catch((error: Error) => {
      if (error instanceof UnusableMesh) throw error;
      lacks(error.message);
      return undefined;
    });
  const materials = await readMaterials(text, look);
  const pictures = new Map<string, Promise<GreyTexture | undefined>>();
  const parts: ObjectPart[] = [];
  for (const mesh of group.children) {
    if (!(mesh instanceof Mesh)) continue;
    const { geometry } = mesh;
    const count = geometry.getAttribute('position').count;
    // Where some vertices have a colour and some have none, three.js has lost whose it is.
    if (geometry.getAttribute('color')?.count !== count) geometry.deleteAttribute('color');
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
      const picture = info.map_kd && places && (await pictureOf(info.map_kd, look, pictures));
      parts.push({
        positions: slice('position', 3)!,
        normals: slice('normal', 3),
        triangles: Uint32Array.from({ length: length - (length % 3) }, (_, i) => i),
        shades:
          colours &&
          Float32Array.from({ length }, (_, v) =>
            greyOfLinear(colours[3 * v]!, colours[3 * v + 1]!, colours[3 * v + 2]!),
          ),
        tone: picture || info.kd === undefined ? 1 : toneOf(info.kd),
        // In OBJ, v goes upwards.
        texture: picture ? { picture, places: places!.map((x, i) => (i % 2 === 0 ? x : 1 - x)) } : undefined,
        twoSided: true,
      });
    }
  }
  return parts;
}

/** Green and blue are as red where they are left out. */
function toneOf([red, green, blue]: readonly number[]): number {
  const given = (x: number | undefined): number => (Number.isFinite(x) ? x! : red!);
  return luma(red!, given(green), given(blue));
}

/**
 * What makes surfaces. Of other lines three.js complains on the console, and one line or point of an object makes all of
 * its triangles lines or points.
 */
const KNOWN = /^\s*(?:v|vn|vt|f|g|o|s|usemtl|mtllib)\s/;

/** Read as whole numbers: half a chair. */
const COMMAS = /^\s*v[nt]?\s[^#]*,/;

function parsed(text: string): ReturnType<OBJLoader['parse']> {
  const lines = text.replace(/\\\r?\n/g, '').split(/\r\n?|\n/);
  if (lines.some((line) => COMMAS.test(line)))
    throw new UnusableMesh('its numbers have commas; export it with decimal points');
  try {
    return new OBJLoader().parse(lines.filter((line) => KNOWN.test(line)).join('\n'));
  } catch (error) {
    throw new UnusableMesh(`it is no OBJ file (${(error as Error).message}); take an intact copy`);
  }
}

/** By name. A file that is not there gives no materials, as everywhere: the object is then all of one colour. */
async function readMaterials(text: string, look: Look): Promise<Readonly<Record<string, MaterialInfo>>> {
  const infos: Record<string, MaterialInfo> = {};
  for (const [, name] of text.matchAll(/^[ \t]*mtllib[ \t](.+)/gm)) {
    const mtl = await look(name!.trim());
    if (mtl !== undefined)
      Object.assign(
        infos,
        (new MTLLoader().parse(String(mtl), '') as { materialsInfo?: object }).materialsInfo,
      );
  }
  return infos;
}

/** A picture beside the file; one that is not there is left out, one that cannot be read is not. */
function pictureOf(
  value: string,
  look: Look,
  pictures: Map<string, Promise<GreyTexture | undefined>>,
): Promise<GreyTexture | undefined> {
  // Options such as -s 1 1 1 come before the name.
  const name = value.replace(/^(?:-\w+(?:\s+[-\d.]+|\s+on|\s+off)*\s+)*/, '').replaceAll('\\', '/');
  if (!pictures.has(name))
    pictures.set(
      name,
      look(name).then((bytes) => bytes && readTexture(bytes, name)),
    );
  return pictures.get(name)!;
}
