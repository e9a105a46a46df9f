import type { Mesh } from './mesh.js';
import type { Surface } from './surface.js';

/** What each sample of the raster sees: row by row from the top. */
export interface Raster {
  /** Samples a side. */
  readonly samples: number;
  /** 1 / depth of the nearest surface; 0 where there is none, and then the others mean nothing. */
  readonly inverseDepth: Float32Array;
  /** Place in the surface's picture, in texels. */
  readonly u: Float32Array;
  readonly v: Float32Array;
  /** What the lamp adds, from `lightVertices`. */
  readonly diffuse: Float32Array;
  readonly specular: Float32Array;
}

export function createRaster(samples: number): Raster {
  const plane = (): Float32Array => new Float32Array(samples * samples);
  return { samples, inverseDepth: plane(), u: plane(), v: plane(), diffuse: plane(), specular: plane() };
}

/**
 * Draws the triangles that face the viewer. Colours come later and from what is seen alone, which spares
 * hidden surfaces their texture look-ups.
 *
 * @param projected column, row and 1 / depth of every vertex, from `project`: [vertices, 3]
 * @param lit what the lamp adds at every vertex, from `lightVertices`: [vertices, 2]
 * @param out overwritten
 */
export function rasterise(
  mesh: Mesh,
  { texcoords, texcoordIndices }: Surface,
  projected: Float32Array,
  lit: Float32Array,
  out: Raster,
): void {
  const { triangles } = mesh;
  const { samples, inverseDepth, u, v, diffuse, specular } = out;
  inverseDepth.fill(0);
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

    // The shares of b and of c are linear in column and row.
    const shareBx = (cy - ay) / area;
    const shareBy = (ax - cx) / area;
    const shareCx = (ay - by) / area;
    const shareCy = (bx - ax) / area;
    const wa = projected[a + 2]!;
    const wb = projected[b + 2]!;
    const wc = projected[c + 2]!;
    const placeA = texcoordIndices[t]! * 2;
    const placeB = texcoordIndices[t + 1]! * 2;
    const placeC = texcoordIndices[t + 2]! * 2;
    const ua = texcoords[placeA]!;
    const ub = texcoords[placeB]! - ua;
    const uc = texcoords[placeC]! - ua;
    const va = texcoords[placeA + 1]!;
    const vb = texcoords[placeB + 1]! - va;
    const vc = texcoords[placeC + 1]! - va;
    const litA = triangles[t]! * 2;
    const litB = triangles[t + 1]! * 2;
    const litC = triangles[t + 2]! * 2;
    const diffuseA = lit[litA]!;
    const diffuseB = lit[litB]! - diffuseA;
    const diffuseC = lit[litC]! - diffuseA;
    const specularA = lit[litA + 1]!;
    const specularB = lit[litB + 1]! - specularA;
    const specularC = lit[litC + 1]! - specularA;

    for (let row = top; row <= bottom; row++) {
      const dx = left + 0.5 - ax;
      const dy = row + 0.5 - ay;
      let shareB = shareBx * dx + shareBy * dy;
      let shareC = shareCx * dx + shareCy * dy;
      const end = row * samples + right;
      for (let i = row * samples + left; i <= end; i++, shareB += shareBx, shareC += shareCx) {
        const shareA = 1 - shareB - shareC;
        if (shareB < 0 || shareC < 0 || shareA < 0) continue;
        const w = shareA * wa + shareB * wb + shareC * wc;
        if (w <= inverseDepth[i]!) continue;
        inverseDepth[i] = w;
        // Corrected for perspective: what is linear on the triangle is not on the screen.
        const b = (shareB * wb) / w;
        const c = (shareC * wc) / w;
        u[i] = ua + b * ub + c * uc;
        v[i] = va + b * vb + c * vc;
        diffuse[i] = diffuseA + b * diffuseB + c * diffuseC;
        specular[i] = specularA + b * specularB + c * specularC;
      }
    }
  }
}
