import type { Rotation } from './vector.js';

/** A perspective camera on the z axis that looks at the origin. */
export interface Camera {
  /** From the origin, in scene units. */
  readonly distance: number;
  /** Half the height of what the picture shows at the origin's depth, in scene units. */
  readonly halfHeight: number;
  /** Where the origin is seen, in sides of the picture from its middle. */
  readonly right: number;
  readonly up: number;
}

/** Column and row of a raster at which the origin is seen. */
export function centreOf({ right, up }: Camera, samples: number): readonly [column: number, row: number] {
  return [(0.5 + right) * samples, (0.5 - up) * samples];
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
  const [column, row] = centreOf(camera, samples);
  const focal = (distance / camera.halfHeight) * (samples / 2);
  for (let i = 0; i < positions.length; i += 3) {
    const x = positions[i]!;
    const y = positions[i + 1]!;
    const z = positions[i + 2]!;
    const inverseDepth = 1 / (distance - (zx * x + zy * y + zz * z));
    projected[i] = column + focal * (xx * x + xy * y + xz * z) * inverseDepth;
    projected[i + 1] = row - focal * (yx * x + yy * y + yz * z) * inverseDepth;
    projected[i + 2] = inverseDepth;
  }
}
