import type { Rotation } from './vector.js';

/** A perspective camera on the z axis that looks at the origin. */
export interface Camera {
  /** From the origin, in scene units. */
  readonly distance: number;
  /** Half the height of what the picture shows at the origin's depth, in scene units. */
  readonly halfHeight: number;
}

/**
 * Turns and projects vertices.
 *
 * @param positions [vertices, 3]
 * @param samples height and width of the raster in samples
 * @param projected overwritten: column, row (from the top) and 1 / depth of every vertex, [vertices, 3]
 */
export function project(
  positions: Float32Array,
  rotation: Rotation,
  camera: Camera,
  samples: number,
  projected: Float32Array,
): void {
  const [[xx, xy, xz], [yx, yy, yz], [zx, zy, zz]] = rotation;
  const { distance } = camera;
  const middle = samples / 2;
  const focal = (distance / camera.halfHeight) * middle;
  for (let i = 0; i < positions.length; i += 3) {
    const x = positions[i]!;
    const y = positions[i + 1]!;
    const z = positions[i + 2]!;
    const inverseDepth = 1 / (distance - (zx * x + zy * y + zz * z));
    projected[i] = middle + focal * (xx * x + xy * y + xz * z) * inverseDepth;
    projected[i + 1] = middle - focal * (yx * x + yy * y + yz * z) * inverseDepth;
    projected[i + 2] = inverseDepth;
  }
}
