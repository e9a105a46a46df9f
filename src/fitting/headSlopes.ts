import type { Rotation, Vector } from '../scene/vector.js';
import type { HeadSurface } from './headSurface.js';
import { createGreySlopes } from './lighting.js';
import { CIRCUMSTANCES, type Circumstances, PLACE } from './unknowns.js';
import { rotate, rotationSlopes, viewOf } from './view.js';

/** How what is seen of a head changes with the unknowns: circumstances in their own units, shape, texture. */
export interface HeadSlopes {
  /** Adds to a row how the place where a vertex is seen moves, times (byX, byY); in pixels. */
  addPlace(row: Float64Array, vertex: number, byX: number, byY: number): void;
  /**
   * Takes from a row how the grey that is drawn at a vertex changes.
   *
   * @returns that grey, as a share of white
   */
  takeGrey(row: Float64Array, vertex: number): number;
}

/**
 * Prepares the slopes of a head as it is.
 *
 * @param size pixels a side
 */
export function createHeadSlopes(surface: HeadSurface, known: Circumstances, size: number): HeadSlopes {
  const { shapes, textures } = surface;
  const { rotation, camera } = viewOf(known);
  const slopes = surface.slopes();
  const turns = rotationSlopes(known);
  const greySlopes = createGreySlopes(known);
  const focal = (camera.distance / camera.halfHeight) * (size / 2);
  const firstShape = CIRCUMSTANCES.length;
  const firstTexture = firstShape + shapes;

  /** Adds how a vector of each vertex moves with shape, times another one. */
  const addShape = (row: Float64Array, vertex: number, moves: Float32Array, [x, y, z]: Vector): void => {
    for (let k = 0, j = 3 * vertex * shapes; k < shapes; k++, j++)
      row[firstShape + k]! += x * moves[j]! + y * moves[j + shapes]! + z * moves[j + 2 * shapes]!;
  };
  return {
    addPlace(row, vertex, byX, byY) {
      const [px, py, pz] = at(surface.positions, vertex);
      const [qx, qy, qz] = rotate(rotation, px, py, pz);
      const inverse = 1 / (camera.distance - qz);
      const [ex, ey] = [byX * focal * inverse, -byY * focal * inverse];
      const stretch = ex * qx + ey * qy;
      const ez = stretch * inverse;
      for (const [k, turn] of turns.entries()) {
        const [dx, dy, dz] = rotate(turn, px, py, pz);
        row[k]! += ex * dx + ey * dy + ez * dz;
      }
      row[PLACE.right]! += byX * size;
      row[PLACE.up]! -= byY * size;
      row[PLACE.logHalfHeight]! -= stretch;
      row[PLACE.logDistance]! -= stretch * qz * inverse;
      addShape(row, vertex, slopes.positions, rotateBack(rotation, [ex, ey, ez]));
    },
    takeGrey(row, vertex) {
      const normal = at(surface.normals, vertex);
      const [nx, ny, nz] = normal;
      const { grey, bySkin, byNormal, byCircumstance } = greySlopes(
        rotate(rotation, nx, ny, nz),
        surface.grey[vertex]!,
      );
      for (let k = PLACE.light; k < firstShape; k++) row[k]! -= byCircumstance[k]!;
      for (let k = 0; k < textures; k++)
        row[firstTexture + k]! -= bySkin * surface.greySlopes[vertex * textures + k]!;
      const [gx, gy, gz] = byNormal;
      for (const [k, turn] of turns.entries()) {
        const [dx, dy, dz] = rotate(turn, nx, ny, nz);
        row[k]! -= gx * dx + gy * dy + gz * dz;
      }
      const [bx, by, bz] = rotateBack(rotation, byNormal);
      // A sum of normals that grows along itself turns nothing.
      const along = bx * nx + by * ny + bz * nz;
      const scale = -1 / slopes.lengths[vertex]!;
      const across: Vector = [
        (bx - along * nx) * scale,
        (by - along * ny) * scale,
        (bz - along * nz) * scale,
      ];
      addShape(row, vertex, slopes.sums, across);
      return grey;
    },
  };
}

function at(vectors: Float32Array, vertex: number): Vector {
  return [vectors[3 * vertex]!, vectors[3 * vertex + 1]!, vectors[3 * vertex + 2]!];
}

/** By the inverse of a rotation. */
function rotateBack(r: Rotation, [x, y, z]: Vector): Vector {
  return [
    r[0][0] * x + r[1][0] * y + r[2][0] * z,
    r[0][1] * x + r[1][1] * y + r[2][1] * z,
    r[0][2] * x + r[1][2] * y + r[2][2] * z,
  ];
}
