import type { Layout } from '../head/layout.js';
import type { Mesh } from '../scene/mesh.js';

/** Observations of a quantity at some vertices, and how much they are worth: [vertices] each. */
export interface Seen {
  readonly values: Float32Array;
  readonly weights: Float32Array;
}

/** How stiff the quantity is, against an observation of weight 1. */
const STIFFNESS = 0.3;
/** How much every vertex is drawn to the mean of what is seen: it decides what lies far from that. */
const PULL = 2e-3;
const SWEEPS = 300;

/**
 * Spreads what is seen of a head over all of it: near to the observations where there are some, as smooth as
 * can be elsewhere, along the surface, so that no edge of the atlas shows. Weighted least squares with the
 * graph's Laplacian, by Gauss and Seidel's sweeps.
 *
 * @returns [vertices]
 */
export function spreadOverHead(mesh: Mesh, { values, weights }: Seen): Float32Array {
  const total = weights.reduce((sum, w) => sum + w, 0);
  const mean = total === 0 ? 0 : values.reduce((sum, x, v) => sum + x * weights[v]!, 0) / total;
  const neighbours = neighboursOf(mesh);
  const result = values.map((x, v) => (weights[v]! > 0 ? x : mean));
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (let k = 0; k < result.length; k++) {
      // To and fro, so that nothing is carried along one way only.
      const v = sweep % 2 === 0 ? k : result.length - 1 - k;
      const around = neighbours[v]!;
      const sum = around.reduce((all, other) => all + result[other]!, 0);
      result[v] =
        (weights[v]! * values[v]! + STIFFNESS * sum + PULL * mean) /
        (weights[v]! + STIFFNESS * around.length + PULL);
    }
  return result;
}

function neighboursOf({ vertexCount, triangles }: Mesh): readonly (readonly number[])[] {
  const sets = Array.from({ length: vertexCount }, () => new Set<number>());
  for (let t = 0; t < triangles.length; t += 3)
    for (let k = 0; k < 3; k++) {
      sets[triangles[t + k]!]!.add(triangles[t + ((k + 1) % 3)]!);
      sets[triangles[t + ((k + 1) % 3)]!]!.add(triangles[t + k]!);
    }
  return sets.map((set) => [...set]);
}

/** A texel of a layout's sheet, and where on the head it is. */
export interface Texel {
  /** Row by row from the top. */
  readonly place: number;
  /** Vertices of the face model, and their shares. */
  readonly vertices: readonly [number, number, number];
  readonly shares: readonly [number, number, number];
}

/**
 * A little beyond a triangle's edge is its own too: texels on an edge belong to one of its sides at least.
 */
const EDGE = -1e-6;

/**
 * The texels that the head uses.
 *
 * @param scale texels of the sheet a texel of the layout
 */
export function texelsOf(layout: Layout, scale: number): readonly Texel[] {
  const [width, height] = [layout.width * scale, layout.height * scale];
  const { sources, texcoords, triangles } = layout;
  const texels: Texel[] = [];
  const taken = new Uint8Array(width * height);
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!] as const;
    const [ax, bx, cx] = corners.map((v) => texcoords[2 * v]! * width - 0.5) as [number, number, number];
    const [ay, by, cy] = corners.map((v) => texcoords[2 * v + 1]! * height - 0.5) as [number, number, number];
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    if (area === 0) continue;
    for (let y = Math.ceil(Math.min(ay, by, cy)); y <= Math.max(ay, by, cy); y++)
      for (let x = Math.ceil(Math.min(ax, bx, cx)); x <= Math.max(ax, bx, cx); x++) {
        const b = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area;
        const c = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area;
        const place = y * width + x;
        if (b < EDGE || c < EDGE || 1 - b - c < EDGE || taken[place] === 1) continue;
        taken[place] = 1;
        const vertices = corners.map((v) => sources[v]!) as [number, number, number];
        texels.push({ place, vertices, shares: [1 - b - c, b, c] });
      }
  }
  return texels;
}
