import type { Mesh } from './mesh.js';
import type { Surface } from './surface.js';

/** Something that can be drawn from all around, inside the unit sphere, upright along y and facing +z. */
export interface Thing {
  readonly mesh: Mesh;
  /** [vertices, 3] */
  readonly positions: Float32Array;
  /** Unit vectors, [vertices, 3]. */
  readonly normals: Float32Array;
  /** One plane: things are drawn in grey. */
  readonly surface: Surface;
}

/** Texels of a row from black to white, and one for interpolation to read with weight 0. */
export const RAMP = 257;

/** From black to white, in two rows of `width`: a place u of it is the grey u, exactly. */
export function greyRamp(width: number = RAMP): Float32Array {
  const plane = new Float32Array(2 * width + 1);
  for (let tone = 0; tone < RAMP; tone++) {
    plane[tone] = Math.min(255, tone);
    plane[width + tone] = Math.min(255, tone);
  }
  return plane;
}

/**
 * A thing whose vertices have tones, blended between them.
 *
 * @param tones 0 to 255, [vertices]
 */
export function tonedThing(
  positions: Float32Array,
  normals: Float32Array,
  triangles: Uint32Array,
  tones: Float32Array,
): Thing {
  const texcoords = new Float32Array(2 * tones.length);
  for (const [v, tone] of tones.entries()) texcoords[2 * v] = tone;
  return {
    mesh: { vertexCount: tones.length, triangles },
    positions,
    normals,
    surface: { width: RAMP, planes: [RAMP_PLANE], texcoords, texcoordIndices: triangles },
  };
}

const RAMP_PLANE = greyRamp();
