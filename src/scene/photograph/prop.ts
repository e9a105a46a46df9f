import type { Mesh } from '../mesh.js';
import type { Surface } from '../surface.js';

/** A thing that is drawn with a head: hair, spectacles, a body. */
export interface Prop {
  readonly mesh: Mesh;
  readonly surface: Pick<Surface, 'texcoords' | 'texcoordIndices'>;
  /** [vertices, 3], in the frame of the head or of the body. */
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  /** Whether it turns with the head; a body does not. */
  readonly worn: boolean;
  /** Share of the lamp's highlight that it shows. */
  readonly gloss: number;
}

/** What the texels of a surface are of: a plane of the atlas's size each, one below the other. */
export const LAYERS = ['skin', 'hair', 'cloth', 'hat', 'rim'] as const;
export type Layer = (typeof LAYERS)[number];

/** Rows of texels above a layer's. */
export function rowOf(layer: Layer, height: number): number {
  return LAYERS.indexOf(layer) * height;
}

/**
 * A surface over a grid of points, seen from both sides where that is asked for.
 *
 * @param point where the grid's place (s, t), both 0 to 1, lies: [x, y, z]
 * @param across, down cells of the grid
 * @param texels columns and rows of the layer, and the row that it starts at
 */
export function grid(
  point: (s: number, t: number) => readonly [number, number, number],
  [across, down]: readonly [number, number],
  texels: { readonly width: number; readonly height: number; readonly row: number },
  twoSided = false,
): { mesh: Mesh; surface: Prop['surface']; positions: Float32Array } {
  const columns = across + 1;
  const positions = new Float32Array(columns * (down + 1) * 3);
  const texcoords = new Float32Array(columns * (down + 1) * 2);
  const triangles: number[] = [];
  for (let j = 0; j <= down; j++)
    for (let i = 0; i <= across; i++) {
      const v = j * columns + i;
      positions.set(point(i / across, j / down), 3 * v);
      texcoords.set(
        [(i / across) * (texels.width - 2), texels.row + (j / down) * (texels.height - 2)],
        2 * v,
      );
      if (i === across || j === down) continue;
      const corners = [v, v + columns, v + columns + 1, v, v + columns + 1, v + 1];
      triangles.push(...corners);
      if (twoSided) triangles.push(...corners.toReversed());
    }
  const indices = Uint16Array.from(triangles);
  return {
    mesh: { vertexCount: columns * (down + 1), triangles: indices },
    surface: { texcoords, texcoordIndices: indices },
    positions,
  };
}
