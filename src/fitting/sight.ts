import { type Camera, project } from '../scene/camera.js';
import type { FaceModel } from '../scene/faceModel.js';
import { clear, createRaster } from '../scene/raster.js';
import { rasterise } from '../scene/rasterise.js';
import type { Rotation } from '../scene/vector.js';

/** How far behind the nearest surface a place may lie and be seen: as a share of 1 / depth. */
const BIAS = 0.006;

/** A head before a camera. */
export interface Sight {
  /** Column, row and 1 / depth: [vertices, 3]; as `project`. */
  readonly projected: Float32Array;
  /** Whether a place is within the picture, not at its very edge, and nothing is before it. */
  isSeen(x: number, y: number, inverseDepth: number): boolean;
}

/**
 * Prepares to find what is seen of heads.
 *
 * @param size pixels a side
 * @returns what it returns is overwritten by its next call
 */
export function createSight(
  { mesh, atlas }: FaceModel,
  size: number,
): (positions: Float32Array, rotation: Rotation, camera: Camera) => Sight {
  const raster = createRaster(size);
  const unlit = new Float32Array(2 * mesh.vertexCount);
  const projected = new Float32Array(3 * mesh.vertexCount);
  const surface = { ...atlas, planes: [] };
  const isSeen = (x: number, y: number, inverseDepth: number): boolean =>
    x >= 1 &&
    y >= 1 &&
    x < size - 1 &&
    y < size - 1 &&
    inverseDepth >= raster.inverseDepth[Math.floor(y) * size + Math.floor(x)]! * (1 - BIAS);
  return (positions, rotation, camera) => {
    project(positions, rotation, camera, size, projected);
    clear(raster);
    rasterise(mesh, surface, projected, unlit, raster);
    return { projected, isSeen };
  };
}
