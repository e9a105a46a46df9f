import { type Camera, project } from '../scene/camera.js';
import type { FaceModel } from '../scene/faceModel.js';
import { sitesOf } from '../scene/photograph/shell.js';
import { clear, createRaster } from '../scene/raster.js';
import { rasterise } from '../scene/rasterise.js';
import type { Rotation } from '../scene/vector.js';
import { rotate } from './view.js';

/** What of a head is seen, vertex by vertex. */
export interface Cover {
  /** Column, row and 1 / depth: [vertices, 3]; as `project`. */
  readonly projected: Float32Array;
  /** Pixels round each vertex, by how likely they show skin: 0 where it is hidden. [vertices] */
  readonly weights: Float32Array;
  /** Their sum. */
  readonly total: number;
}

/** Surfaces that are seen more slantingly than this say little: in cosines. */
const LEAST_COSINE = 0.15;
/** How far behind the nearest surface a vertex may lie and be seen: as a share of 1 / depth. */
const BIAS = 0.006;

/**
 * Prepares to find what is seen.
 *
 * @param size pixels a side
 * @returns what it returns is overwritten by its next call
 */
export function createCover(
  model: FaceModel,
  size: number,
): (positions: Float32Array, normals: Float32Array, rotation: Rotation, camera: Camera) => Cover {
  const { mesh, atlas } = model;
  const { vertexCount, triangles } = mesh;
  const bare = bareness(model);
  const raster = createRaster(size);
  const unlit = new Float32Array(2 * vertexCount);
  const projected = new Float32Array(3 * vertexCount);
  const weights = new Float32Array(vertexCount);
  const surface = { ...atlas, planes: [] };
  return (positions, normals, rotation, camera) => {
    project(positions, rotation, camera, size, projected);
    clear(raster);
    rasterise(mesh, surface, projected, unlit, raster);
    areas(triangles, projected, weights);
    let total = 0;
    for (let v = 0; v < vertexCount; v++) {
      if (weights[v] === 0) continue;
      const [x, y, inverseDepth] = [projected[3 * v]!, projected[3 * v + 1]!, projected[3 * v + 2]!];
      const [nx, ny, nz] = rotate(rotation, normals[3 * v]!, normals[3 * v + 1]!, normals[3 * v + 2]!);
      // The angle to the ray from the camera, which is not that to its axis.
      const scale = camera.halfHeight / camera.distance / (size / 2);
      const [rx, ry] = [(x - size * (0.5 + camera.right)) * scale, (size * (0.5 - camera.up) - y) * scale];
      const cosine = (nz - nx * rx - ny * ry) / Math.sqrt(1 + rx * rx + ry * ry);
      const isInside = x >= 1 && y >= 1 && x < size - 1 && y < size - 1;
      const pixel = Math.floor(y) * size + Math.floor(x);
      const isSeen =
        isInside && cosine > LEAST_COSINE && inverseDepth >= raster.inverseDepth[pixel]! * (1 - BIAS);
      weights[v] = isSeen ? weights[v]! * bare[v]! : 0;
      total += weights[v]!;
    }
    return { projected, weights, total };
  };
}

/** A third of the area, in pixels, of each triangle round a vertex that faces the viewer. */
function areas(triangles: ArrayLike<number>, projected: Float32Array, out: Float32Array): void {
  out.fill(0);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
    const twice =
      (projected[c]! - projected[a]!) * (projected[b + 1]! - projected[a + 1]!) -
      (projected[b]! - projected[a]!) * (projected[c + 1]! - projected[a + 1]!);
    if (twice <= 0) continue;
    out[a / 3]! += twice / 6;
    out[b / 3]! += twice / 6;
    out[c / 3]! += twice / 6;
  }
}

/** How much of hair and clothes what a place on the head says is worth. */
const SELDOM_BARE = 0.08;

/** Skin is seldom covered between forehead, ears and chin; elsewhere mostly: 0 to 1, [vertices]. */
function bareness(model: FaceModel): Float32Array {
  const between = (x: number, none: number, all: number): number =>
    Math.min(1, Math.max(0, (x - none) / (all - none)));
  return Float32Array.from(sitesOf(model), ({ y, front }) => {
    const face = between(y, 0.7, 0.42) * between(y, -0.98, -0.85) * between(front, 0, 0.4);
    return SELDOM_BARE + (1 - SELDOM_BARE) * face;
  });
}
