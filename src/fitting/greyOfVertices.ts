import type { FaceModel } from '../scene/faceModel.js';
import { greyTexture } from '../scene/head.js';
import { fitUnitSphere, vertexNormals } from '../scene/mesh.js';

/** The grey of the skin at the vertices, linear in the coefficients of texture: mean + slopes x coefficients. */
export interface GreyOfVertices {
  /** 0 to 255, [vertices] */
  readonly mean: Float32Array;
  /** [vertices, textures] */
  readonly slopes: Float32Array;
}

/**
 * The texture round each vertex, blurred as the picture is: without, eyes and lips would be darker than any
 * picture shows them, and textures be chosen that have none.
 *
 * @param blur one standard deviation, in scene units
 */
export function greyOfVertices(model: FaceModel, blur: number): GreyOfVertices {
  const { mesh } = model;
  const { vertexCount, triangles } = mesh;
  const positions = model.shape.mean.slice();
  fitUnitSphere(positions);
  const normals = new Float32Array(positions.length);
  vertexNormals(mesh, positions, normals);
  const greys = greysOfCorners(model);
  const planes = greys.length / triangles.length;
  const textures = planes - 1;
  const mean = new Float32Array(vertexCount);
  const slopes = new Float32Array(vertexCount * textures);
  const sums = new Float64Array(planes);
  const corners = placesOfCorners(triangles, positions);
  const reach = 3 * blur;
  for (let v = 0; v < vertexCount; v++) {
    const [x, y, z] = [positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!];
    sums.fill(0);
    let total = 0;
    for (let c = 0, i = 0; c < triangles.length; c++, i += 4) {
      const dx = corners[i]! - x;
      const dy = corners[i + 1]! - y;
      const dz = corners[i + 2]! - z;
      if (Math.abs(dx) > reach || Math.abs(dy) > reach || Math.abs(dz) > reach) continue;
      const other = 3 * triangles[c]!;
      const facing =
        normals[3 * v]! * normals[other]! +
        normals[3 * v + 1]! * normals[other + 1]! +
        normals[3 * v + 2]! * normals[other + 2]!;
      if (facing <= 0) continue;
      const weight = facing * corners[i + 3]! * Math.exp(-(dx * dx + dy * dy + dz * dz) / (2 * blur ** 2));
      total += weight;
      for (let k = 0; k < planes; k++) sums[k]! += weight * greys[c * planes + k]!;
    }
    mean[v] = sums[0]! / total;
    for (let k = 0; k < textures; k++) slopes[v * textures + k] = sums[k + 1]! / total;
  }
  return { mean, slopes };
}

/** The corners of the triangles, each a third of the way to the middle, and the triangle's area: [corners, 4]. */
function placesOfCorners(triangles: ArrayLike<number>, positions: Float32Array): Float32Array {
  const places = new Float32Array(4 * triangles.length);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((k) =>
      positions.subarray(3 * triangles[t + k]!, 3 * triangles[t + k]! + 3),
    );
    const [u, v] = [b!, c!].map((end) => end.map((x, axis) => x - a![axis]!));
    const area = Math.hypot(
      u![1]! * v![2]! - u![2]! * v![1]!,
      u![2]! * v![0]! - u![0]! * v![2]!,
      u![0]! * v![1]! - u![1]! * v![0]!,
    );
    for (const [k, corner] of [a!, b!, c!].entries()) {
      for (let axis = 0; axis < 3; axis++)
        places[4 * (t + k) + axis] = (6 * corner[axis]! + a![axis]! + b![axis]! + c![axis]!) / 9;
      places[4 * (t + k) + 3] = area;
    }
  }
  return places;
}

/** The grey texture there: its mean and its components, [corners, planes]. */
function greysOfCorners({ mesh, texture, atlas }: FaceModel): Float32Array {
  const { triangles } = mesh;
  const { width, texcoords, texcoordIndices } = atlas;
  const grey = greyTexture(texture);
  const planes = [grey.mean, ...grey.components];
  const plane = new Float32Array(width * (atlas.height + 1) + 1);
  const result = new Float32Array(triangles.length * planes.length);
  for (const [k, greys] of planes.entries()) {
    for (const [i, texel] of atlas.texels.entries()) plane[texel] = greys[i]!;
    for (let c = 0; c < triangles.length; c++) {
      const t = c - (c % 3);
      const place = [0, 1].map((axis) => {
        const at = (corner: number): number => texcoords[2 * texcoordIndices[corner]! + axis]!;
        return (6 * at(c) + at(t) + at(t + 1) + at(t + 2)) / 9;
      }) as [number, number];
      const [u, v] = place.map(Math.floor) as [number, number];
      const [fu, fv] = [place[0] - u, place[1] - v];
      const at = v * width + u;
      const above = plane[at]! * (1 - fu) + plane[at + 1]! * fu;
      const below = plane[at + width]! * (1 - fu) + plane[at + width + 1]! * fu;
      result[c * planes.length + k] = above * (1 - fv) + below * fv;
    }
  }
  return result;
}
