import { MeshoptSimplifier } from 'meshoptimizer';
import type { ObjectPart } from './parts.js';

/** A file with more triangles than this is made simpler. */
export const MOST_TRIANGLES = 500_000;
/** What it is made simpler to: a picture of 150 x 150 has 22,500 pixels. */
const KEPT = 100_000;

/** Triangles of an object. */
export function trianglesIn(parts: readonly ObjectPart[]): number {
  return parts.reduce((sum, { triangles }) => sum + triangles.length / 3, 0);
}

/**
 * The same object in fewer triangles, each part by its share (Garland and Heckbert 1997, by meshoptimizer). Seams of
 * normals and textures give way where they must.
 */
export async function simplify(parts: readonly ObjectPart[]): Promise<readonly ObjectPart[]> {
  await MeshoptSimplifier.ready;
  const share = KEPT / trianglesIn(parts);
  return parts.map((part) => {
    const target = 3 * Math.max(1, Math.floor((share * part.triangles.length) / 3));
    const [triangles] = MeshoptSimplifier.simplify(part.triangles, part.positions, 3, target, 1, [
      'Permissive',
    ]);
    return { ...part, triangles };
  });
}
