import type { Camera } from '../scene/camera.js';
import type { FaceModel } from '../scene/faceModel.js';
import { sitesOf } from '../scene/photograph/shell.js';
import type { Rotation } from '../scene/vector.js';
import { createSight } from './sight.js';
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
  const { vertexCount, triangles } = model.mesh;
  const bare = bareness(model);
  const lookAt = createSight(model, size);
  const weights = new Float32Array(vertexCount);
  return (positions, normals, rotation, camera) => {
    const { projected, isSeen } = lookAt(positions, rotation, camera);
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
      if (cosine <= LEAST_COSINE || !isSeen(x, y, inverseDepth)) weights[v] = 0;
      weights[v]! *= bare[v]!;
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
