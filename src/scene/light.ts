import { normalise, type Rotation, unrotate, type Vector } from './vector.js';

/** A distant white lamp and light from everywhere. */
export interface Light {
  /** Unit vector towards the lamp, in the viewer's frame. */
  readonly direction: Vector;
  /** Share of the colour that is seen in full shadow. */
  readonly ambient: number;
  /** Share of the colour that the lamp adds where it shines straight down. */
  readonly diffuse: number;
  /** Brightness of the highlight, 0 to 255. */
  readonly specular: number;
}

/**
 * Lights vertices: Lambert's cosine law and a Blinn-Phong highlight of exponent 16, whose viewer is far away.
 * It works in the mesh's own frame, so that turned normals are never needed.
 *
 * @param normals unit vectors before `rotation`, [vertices, 3]
 * @param lit overwritten: what the lamp adds, as a factor of the colour and as brightness, [vertices, 2]
 */
export function lightVertices(
  normals: Float32Array,
  rotation: Rotation,
  light: Light,
  lit: Float32Array,
): void {
  const [x, y, z] = light.direction;
  const [lx, ly, lz] = unrotate(rotation, light.direction);
  const [hx, hy, hz] = unrotate(rotation, normalise([x, y, z + 1]));
  for (let i = 0, j = 0; i < normals.length; i += 3, j += 2) {
    const nx = normals[i]!;
    const ny = normals[i + 1]!;
    const nz = normals[i + 2]!;
    const cosine = nx * lx + ny * ly + nz * lz;
    if (cosine <= 0) {
      lit[j] = 0;
      lit[j + 1] = 0;
      continue;
    }
    const half = nx * hx + ny * hy + nz * hz;
    const half2 = half * half;
    const half4 = half2 * half2;
    const half8 = half4 * half4;
    lit[j] = light.diffuse * cosine;
    lit[j + 1] = half > 0 ? light.specular * half8 * half8 : 0;
  }
}
