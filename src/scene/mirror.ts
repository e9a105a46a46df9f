import type { FaceModel } from './faceModel.js';

/**
 * The partner of each vertex on the other half of the head, itself on the middle line. The mean head is
 * symmetric, so it is the vertex that is nearest to the mirrored place.
 *
 * @returns [vertices]
 */
export function mirrorOf({ mesh, shape }: Pick<FaceModel, 'mesh' | 'shape'>): Uint16Array {
  const { mean } = shape;
  return Uint16Array.from({ length: mesh.vertexCount }, (_, v) => {
    const [x, y, z] = [-mean[3 * v]!, mean[3 * v + 1]!, mean[3 * v + 2]!];
    let nearest = v;
    let least = Infinity;
    for (let w = 0; w < mesh.vertexCount; w++) {
      const distance = (mean[3 * w]! - x) ** 2 + (mean[3 * w + 1]! - y) ** 2 + (mean[3 * w + 2]! - z) ** 2;
      if (distance < least) [nearest, least] = [w, distance];
    }
    return nearest;
  });
}
