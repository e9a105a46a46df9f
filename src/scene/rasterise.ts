import type { Mesh } from './mesh.js';
import type { Raster } from './raster.js';
import type { Surface } from './surface.js';

/**
 * Draws the triangles that face the viewer. Colours come later and from what is seen alone, which spares
 * hidden surfaces their texture look-ups.
 *
 * @param projected column, row and 1 / depth of every vertex, from `project`: [vertices, 3]
 * @param lit what the lamp adds at every vertex, from `lightVertices`: [vertices, 2]
 * @param out drawn onto: what is nearer stays
 */
export function rasterise(
  mesh: Mesh,
  { texcoords, texcoordIndices }: Surface,
  projected: Float32Array,
  lit: Float32Array,
  out: Raster,
): void {
  const { triangles } = mesh;
  const { samples, triangle } = out;
  for (let t = 0; t < triangles.length; t += 3) {
    const a = triangles[t]! * 3;
    const b = triangles[t + 1]! * 3;
    const c = triangles[t + 2]! * 3;
    const ax = projected[a]!;
    const ay = projected[a + 1]!;
    const bx = projected[b]!;
    const by = projected[b + 1]!;
    const cx = projected[c]!;
    const cy = projected[c + 1]!;
    // Rows run downwards, so a triangle that is counter-clockwise to the viewer has a negative area here.
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    if (area >= 0) continue;
    // The samples whose centres (column + 1/2, row + 1/2) may lie inside.
    const left = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5));
    const right = Math.min(samples - 1, Math.floor(Math.max(ax, bx, cx) - 0.5));
    const top = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5));
    const bottom = Math.min(samples - 1, Math.floor(Math.max(ay, by, cy) - 0.5));
    if (!(left <= right && top <= bottom)) continue;

    // The shares of b and of c are linear in column and row. Places: see `TRIANGLE_DOUBLES`.
    triangle[0] = (cy - ay) / area;
    triangle[1] = (ay - by) / area;
    triangle[2] = (ax - cx) / area;
    triangle[3] = (bx - ax) / area;
    triangle[4] = projected[b + 2]!;
    triangle[5] = projected[c + 2]!;
    spread(texcoords, texcoordIndices[t]!, texcoordIndices[t + 1]!, texcoordIndices[t + 2]!, triangle, 6);
    spread(lit, triangles[t]!, triangles[t + 1]!, triangles[t + 2]!, triangle, 12);
    triangle[18] = left + 0.5 - ax;
    triangle[19] = ay;
    triangle[20] = projected[a + 2]!;
    out.fill(left, right, top, bottom);
  }
}

/** The pair of numbers at corner a, and what is added to it at b and at c. */
function spread(
  pairs: Float32Array,
  a: number,
  b: number,
  c: number,
  out: Float64Array,
  first: number,
): void {
  const x = pairs[a * 2]!;
  const y = pairs[a * 2 + 1]!;
  out[first] = x;
  out[first + 1] = y;
  out[first + 2] = pairs[b * 2]! - x;
  out[first + 3] = pairs[b * 2 + 1]! - y;
  out[first + 4] = pairs[c * 2]! - x;
  out[first + 5] = pairs[c * 2 + 1]! - y;
}
