import type { Mesh } from './mesh.js';

/** What every sample of the raster sees; one row after another from the top. */
export interface Visibility {
  /** Samples a side. */
  readonly samples: number;
  /** 1 / depth of the nearest surface, 0 where there is none. */
  readonly inverseDepth: Float32Array;
  /** First entry of the seen triangle in `mesh.triangles`; -1 where there is none. */
  readonly triangle: Int32Array;
  /** Shares of the triangle's second and third corner, corrected for perspective. */
  readonly second: Float32Array;
  readonly third: Float32Array;
}

export function createVisibility(samples: number): Visibility {
  const count = samples * samples;
  return {
    samples,
    inverseDepth: new Float32Array(count),
    triangle: new Int32Array(count),
    second: new Float32Array(count),
    third: new Float32Array(count),
  };
}

/**
 * Rasterises the triangles that face the viewer.
 *
 * Colours come later, from what is seen alone: that spares hidden surfaces their texture look-ups and keeps
 * this loop free of them.
 *
 * @param projected column, row and 1 / depth of every vertex, [vertices, 3]
 */
export function rasterise(mesh: Mesh, projected: Float32Array, out: Visibility): void {
  const { triangles } = mesh;
  const { samples, inverseDepth, triangle, second, third } = out;
  inverseDepth.fill(0);
  triangle.fill(-1);
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
    if (left > right || top > bottom) continue;
    const scale = 1 / area;
    // Shares of b and c are linear in column and row.
    const shareBx = (cy - ay) * scale;
    const shareBy = (ax - cx) * scale;
    const shareCx = (ay - by) * scale;
    const shareCy = (bx - ax) * scale;
    const wa = projected[a + 2]!;
    const wb = projected[b + 2]!;
    const wc = projected[c + 2]!;
    for (let row = top; row <= bottom; row++) {
      const dy = row + 0.5 - ay;
      const dx = left + 0.5 - ax;
      let shareB = shareBx * dx + shareBy * dy;
      let shareC = shareCx * dx + shareCy * dy;
      let sample = row * samples + left;
      for (let column = left; column <= right; column++, sample++, shareB += shareBx, shareC += shareCx) {
        const shareA = 1 - shareB - shareC;
        if (shareB < 0 || shareC < 0 || shareA < 0) continue;
        const w = shareA * wa + shareB * wb + shareC * wc;
        if (w <= inverseDepth[sample]!) continue;
        inverseDepth[sample] = w;
        triangle[sample] = t;
        second[sample] = (shareB * wb) / w;
        third[sample] = (shareC * wc) / w;
      }
    }
  }
}
