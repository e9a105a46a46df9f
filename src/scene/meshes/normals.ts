import { cross, dot, normalise, subtract, type Vector } from '../vector.js';
import type { ObjectPart, SmoothPart } from './parts.js';
import { picked, welded } from './weld.js';

/**
 * Triangles of their own, and flat, where the file has no normals, or some that are no numbers: so glTF wants it.
 * Triangles without area go.
 */
export function withNormals(given: ObjectPart): SmoothPart {
  const part = given.normals?.every(Number.isFinite) ? given : { ...given, normals: undefined };
  const { positions } = part;
  const triangles = new Uint32Array(part.triangles.length);
  const flat = new Float32Array(part.normals === undefined ? 3 * part.triangles.length : 0);
  const at = (v: number): Vector => [positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!];
  let kept = 0;
  for (let t = 0; t < part.triangles.length; t += 3) {
    const a = at(part.triangles[t]!);
    const across = cross(subtract(at(part.triangles[t + 1]!), a), subtract(at(part.triangles[t + 2]!), a));
    // What is no number stays: makeThing tells it.
    if (dot(across, across) === 0) continue;
    const normal = normalise(across);
    for (let k = 0; k < 3; k++) triangles[kept + k] = part.triangles[t + k]!;
    if (part.normals === undefined) for (let k = 0; k < 9; k++) flat[3 * kept + k] = normal[k % 3]!;
    kept += 3;
  }
  const rest = triangles.subarray(0, kept);
  if (part.normals !== undefined) return welded({ ...part, normals: part.normals, triangles: rest });
  return {
    ...picked(part, rest),
    normals: flat.slice(0, 3 * kept),
    triangles: Uint32Array.from(rest, (_, i) => i),
  };
}
