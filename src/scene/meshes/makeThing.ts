import { fitUnitSphere } from '../mesh.js';
import type { Thing } from '../thing.js';
import { makeAtlas } from './atlas.js';
import type { Axis } from './axes.js';
import { withNormals } from './normals.js';
import { type ObjectPart, type SmoothPart, UnusableMesh } from './parts.js';

/**
 * Makes one thing of an object's parts: upright, its middle at the origin, inside the unit sphere, and all that is on
 * it in one picture.
 *
 * @throws UnusableMesh where there is nothing to be seen
 */
export function makeThing(parts: readonly ObjectPart[], up: Axis = 'y'): Thing {
  const solid = parts.map(withNormals).filter(({ triangles }) => triangles.length > 0);
  if (solid.length === 0)
    throw new UnusableMesh(
      'it has no triangles (points and lines do not count); give an object with a surface',
    );
  for (const part of solid) refuseNoNumbers(part);
  const atlas = makeAtlas(solid);
  const sides = solid.flatMap((part) =>
    part.twoSided
      ? [
          { part, turned: false },
          { part, turned: true },
        ]
      : [{ part, turned: false }],
  );
  const copies = sides.reduce((sum, { part }) => sum + part.positions.length / 3, 0);
  const positions = new Float32Array(3 * copies);
  const normals = new Float32Array(3 * copies);
  const corners = sides.reduce((sum, { part }) => sum + part.triangles.length, 0);
  const triangles = new Uint32Array(corners);
  const texcoordIndices = new Uint32Array(corners);
  let [vertex, corner] = [0, 0];
  for (const { part, turned } of sides) {
    const places = atlas.indicesOf(part);
    positions.set(part.positions, 3 * vertex);
    normals.set(turned ? part.normals.map((x) => -x) : part.normals, 3 * vertex);
    for (let i = 0; i < part.triangles.length; i++) {
      const from = turned ? i + 2 - 2 * (i % 3) : i;
      triangles[corner + i] = vertex + part.triangles[from]!;
      texcoordIndices[corner + i] = places[from]!;
    }
    vertex += part.positions.length / 3;
    corner += part.triangles.length;
  }
  for (const vectors of [positions, normals]) upright(vectors, up);
  fitUnitSphere(positions);
  if (positions.some((x) => !Number.isFinite(x)))
    throw new UnusableMesh('all of its vertices are in one place; give an object with a surface');
  return {
    mesh: { vertexCount: copies, triangles },
    positions,
    normals,
    surface: { ...atlas.surface, texcoordIndices },
  };
}

function refuseNoNumbers({ positions, tone, shades, texture }: SmoothPart): void {
  const said = {
    vertices: positions,
    colours: [tone, ...(shades ?? [])],
    'texture coordinates': texture?.places,
  };
  for (const [what, numbers] of Object.entries(said))
    if (numbers?.some((x) => !Number.isFinite(x)))
      throw new UnusableMesh(`some of its ${what} are no numbers; export it again`);
}

/** Turned so that `up` is y, keeping the hands. */
function upright(vectors: Float32Array, up: Axis): void {
  if (up === 'y') return;
  for (let i = 0; i < vectors.length; i += 3) {
    const [x, y, z] = [vectors[i]!, vectors[i + 1]!, vectors[i + 2]!];
    vectors.set(up === 'z' ? [x, z, -y] : [-y, x, z], i);
  }
}
