import type { Mesh } from './mesh.js';

/** A picture and how it is wrapped round a mesh. */
export interface Surface {
  /** Texels in a row of a plane. */
  readonly width: number;
  /** One plane a channel (grey alone, or red, green, blue), row by row from the top, 0 to 255. */
  readonly planes: readonly Float32Array[];
  /** Places in the picture in texels (whole numbers are texel centres), [places, 2]. */
  readonly texcoords: Float32Array;
  /** The places of each triangle's corners, parallel to `mesh.triangles`. */
  readonly texcoordIndices: Uint16Array | Uint32Array;
}

/**
 * The surface of a mesh whose vertices have colours, blended between them.
 *
 * Each triangle gets four texels: its corners' colours a, b, c and b + c - a, between which bilinear
 * interpolation is the blend of the three corners, exactly. So the renderer needs one way of colouring only.
 *
 * @param colours one array a channel, [vertices], 0 to 255
 */
export function colouredVertices(mesh: Mesh, colours: readonly Float32Array[]): Surface {
  const corners = mesh.triangles.length;
  const width = (corners / 3) * 2;
  const texcoords = new Float32Array(corners * 2);
  for (let t = 0; t < corners; t += 3) {
    const column = (t / 3) * 2;
    texcoords.set([column, 0, column + 1, 0, column, 1], t * 2);
  }
  const planes = colours.map((colour) => {
    // One row and one texel more, which interpolation reads with weight 0.
    const plane = new Float32Array(width * 3 + 1);
    for (let t = 0; t < corners; t += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => colour[mesh.triangles[t + k]!]!) as [number, number, number];
      const column = (t / 3) * 2;
      plane.set([a, b], column);
      plane.set([c, b + c - a], width + column);
    }
    return plane;
  });
  return { width, planes, texcoords, texcoordIndices: Uint32Array.from({ length: corners }, (_, i) => i) };
}
