import type { FaceModel } from '../scene/faceModel.js';

/**
 * How a sheet of texels is wrapped round a head. The face model's atlas holds one half of the head, which both sides
 * share; the sheet holds both, so that a head need not look the same from both sides: the left half as the atlas
 * has it, from the top left corner on, the right half mirrored at the other edge. A vertex is there once for each place on the sheet that it has.
 */
export interface Layout {
  /** Texels of the sheet at the face model's own scale. Powers of two, which every viewer can shrink. */
  readonly width: number;
  readonly height: number;
  /** The face model's vertex that each vertex is, [vertices]. */
  readonly sources: Uint16Array;
  /** Places on the sheet, 0 to 1: to the right, and down from the top; [vertices, 2]. */
  readonly texcoords: Float32Array;
  /** Counter-clockwise from outside, in the order of the face model's triangles: [triangles, 3]. */
  readonly triangles: Uint16Array;
}

/** Lays out the texels of both halves of the head. No triangle of the face model crosses the midline. */
export function layOutHead({ mesh, shape, atlas }: FaceModel): Layout {
  const width = 2 * powerOfTwo(atlas.width);
  const height = powerOfTwo(atlas.height);
  const triangles = new Uint16Array(mesh.triangles.length);
  const sources: number[] = [];
  const texcoords: number[] = [];
  const known = new Map<string, number>();
  for (let t = 0; t < triangles.length; t += 3) {
    const isRight = [0, 1, 2].reduce((sum, k) => sum + shape.mean[mesh.triangles[t + k]! * 3]!, 0) < 0;
    for (let corner = t; corner < t + 3; corner++) {
      const source = mesh.triangles[corner]!;
      const place = atlas.texcoordIndices[corner]!;
      const key = `${source} ${place} ${isRight}`;
      let vertex = known.get(key);
      if (vertex === undefined) {
        vertex = sources.push(source) - 1;
        // Whole numbers are the centres of texels.
        const column = atlas.texcoords[place * 2]!;
        const x = isRight ? width - 1 - column : column;
        texcoords.push((x + 0.5) / width, (atlas.texcoords[place * 2 + 1]! + 0.5) / height);
        known.set(key, vertex);
      }
      triangles[corner] = vertex;
    }
  }
  return {
    width,
    height,
    sources: Uint16Array.from(sources),
    texcoords: Float32Array.from(texcoords),
    triangles,
  };
}

/** The smallest that is not below `x`. */
function powerOfTwo(x: number): number {
  return 2 ** Math.ceil(Math.log2(x));
}

/**
 * Gives every vertex of a layout what its vertex of the face model has.
 *
 * @param vectors [vertices of the face model, 3]
 * @returns [vertices, 3]
 */
export function spread({ sources }: Layout, vectors: Float32Array): Float32Array {
  const result = new Float32Array(sources.length * 3);
  for (const [i, source] of sources.entries())
    result.set(vectors.subarray(source * 3, source * 3 + 3), i * 3);
  return result;
}
