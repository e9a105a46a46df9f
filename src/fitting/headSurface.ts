import type { FaceModel } from '../scene/faceModel.js';
import { greyTexture } from '../scene/head.js';
import { type UnitSphere, unitSphere } from '../scene/mesh.js';
import { createMorph } from '../scene/morph.js';

/** The head of some coefficients, vertex by vertex, and how it changes with them. */
export interface HeadSurface {
  readonly vertexCount: number;
  /** Coefficients of shape and of texture. */
  readonly shapes: number;
  readonly textures: number;
  /** As `Head.positions`: [vertices, 3], inside the unit sphere. */
  readonly positions: Float32Array;
  /** Unit vectors, [vertices, 3]. */
  readonly normals: Float32Array;
  /** Grey of the skin round each vertex, 0 to 255: [vertices]. */
  readonly grey: Float32Array;
  /** Derivatives of `grey`: [vertices, textures]. */
  readonly greySlopes: Float32Array;
  /** Gives it the shape and the texture of these coefficients. */
  become(shape: Float32Array, texture: Float32Array): void;
  /** Derivatives of shape, for the head as it is; overwritten by the next call. */
  slopes(): ShapeSlopes;
}

export interface ShapeSlopes {
  /** Of `positions`: [vertices, 3, shapes]. */
  readonly positions: Float32Array;
  /** Of the sums of the normals of the triangles round each vertex, which are not unit vectors yet. */
  readonly sums: Float32Array;
  /** Lengths of these sums: [vertices]. */
  readonly lengths: Float32Array;
}

export function createHeadSurface(model: FaceModel): HeadSurface {
  const { mesh, shape } = model;
  const { vertexCount, triangles } = mesh;
  const shapes = shape.components.length;
  const morph = createMorph(shape);
  const basis = interleave(shape.components, 3 * vertexCount);
  const skin = greyOfVertices(model);
  const textures = model.texture[0].components.length;
  const raw = new Float32Array(3 * vertexCount);
  const positions = new Float32Array(3 * vertexCount);
  const normals = new Float32Array(3 * vertexCount);
  const lengths = new Float32Array(vertexCount);
  const grey = new Float32Array(vertexCount);
  const positionSlopes = new Float32Array(basis.length);
  const sumSlopes = new Float32Array(basis.length);
  let sphere: UnitSphere | undefined;

  return {
    ...{ vertexCount, shapes, textures, positions, normals, grey, greySlopes: skin.slopes },
    become(coefficients, texture) {
      raw.set(morph(coefficients));
      sphere = unitSphere(raw);
      const { middle, scale } = sphere;
      for (let i = 0; i < raw.length; i++) positions[i] = (raw[i]! - middle[i % 3]!) * scale;
      sumNormals(triangles, raw, normals);
      for (let v = 0; v < vertexCount; v++) {
        const length = Math.hypot(normals[3 * v]!, normals[3 * v + 1]!, normals[3 * v + 2]!) || 1;
        lengths[v] = length;
        for (let i = 3 * v; i < 3 * v + 3; i++) normals[i]! /= length;
      }
      for (let v = 0; v < vertexCount; v++) {
        let sum = skin.mean[v]!;
        for (let k = 0; k < textures; k++) sum += skin.slopes[v * textures + k]! * texture[k]!;
        grey[v] = sum;
      }
    },
    slopes() {
      slopesInSphere(basis, positions, sphere!, shapes, positionSlopes);
      slopesOfSums(triangles, basis, raw, shapes, sumSlopes);
      return { positions: positionSlopes, sums: sumSlopes, lengths };
    },
  };
}

/** [components][length] to [length, components]. */
function interleave(components: readonly Float32Array[], length: number): Float32Array {
  const result = new Float32Array(length * components.length);
  for (const [k, component] of components.entries())
    for (let i = 0; i < length; i++) result[i * components.length + k] = component[i]!;
  return result;
}

/** Sums of the normals of the triangles round each vertex, as long as twice their areas. */
function sumNormals(triangles: ArrayLike<number>, positions: Float32Array, sums: Float32Array): void {
  sums.fill(0);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
    const ux = positions[b]! - positions[a]!;
    const uy = positions[b + 1]! - positions[a + 1]!;
    const uz = positions[b + 2]! - positions[a + 2]!;
    const vx = positions[c]! - positions[a]!;
    const vy = positions[c + 1]! - positions[a + 1]!;
    const vz = positions[c + 2]! - positions[a + 2]!;
    for (const i of [a, b, c]) {
      sums[i]! += uy * vz - uz * vy;
      sums[i + 1]! += uz * vx - ux * vz;
      sums[i + 2]! += ux * vy - uy * vx;
    }
  }
}

/** Moving into the unit sphere moves with the vertices that decide it. */
function slopesInSphere(
  basis: Float32Array,
  positions: Float32Array,
  { scale, lowest, highest, farthest }: UnitSphere,
  shapes: number,
  out: Float32Array,
): void {
  const middle = new Float64Array(3 * shapes);
  const growth = new Float64Array(shapes);
  for (let axis = 0; axis < 3; axis++)
    for (let k = 0; k < shapes; k++) {
      const at = (vertex: number): number => basis[(3 * vertex + axis) * shapes + k]!;
      middle[axis * shapes + k] = (at(lowest[axis]!) + at(highest[axis]!)) / 2;
      growth[k]! -= scale * positions[3 * farthest + axis]! * (at(farthest) - middle[axis * shapes + k]!);
    }
  for (let i = 0; i < positions.length; i++) {
    const axis = (i % 3) * shapes;
    const x = positions[i]!;
    for (let k = 0, j = i * shapes; k < shapes; k++, j++)
      out[j] = scale * (basis[j]! - middle[axis + k]!) + x * growth[k]!;
  }
}

function slopesOfSums(
  triangles: ArrayLike<number>,
  basis: Float32Array,
  raw: Float32Array,
  shapes: number,
  out: Float32Array,
): void {
  out.fill(0);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
    const ux = raw[b]! - raw[a]!;
    const uy = raw[b + 1]! - raw[a + 1]!;
    const uz = raw[b + 2]! - raw[a + 2]!;
    const vx = raw[c]! - raw[a]!;
    const vy = raw[c + 1]! - raw[a + 1]!;
    const vz = raw[c + 2]! - raw[a + 2]!;
    const [ja, jb, jc] = [a * shapes, b * shapes, c * shapes];
    for (let k = 0; k < shapes; k++) {
      const [ax, ay, az] = [basis[ja + k]!, basis[ja + shapes + k]!, basis[ja + 2 * shapes + k]!];
      const dux = basis[jb + k]! - ax;
      const duy = basis[jb + shapes + k]! - ay;
      const duz = basis[jb + 2 * shapes + k]! - az;
      const dvx = basis[jc + k]! - ax;
      const dvy = basis[jc + shapes + k]! - ay;
      const dvz = basis[jc + 2 * shapes + k]! - az;
      const x = duy * vz - duz * vy + uy * dvz - uz * dvy;
      const y = duz * vx - dux * vz + uz * dvx - ux * dvz;
      const z = dux * vy - duy * vx + ux * dvy - uy * dvx;
      out[ja + k]! += x;
      out[ja + shapes + k]! += y;
      out[ja + 2 * shapes + k]! += z;
      out[jb + k]! += x;
      out[jb + shapes + k]! += y;
      out[jb + 2 * shapes + k]! += z;
      out[jc + k]! += x;
      out[jc + shapes + k]! += y;
      out[jc + 2 * shapes + k]! += z;
    }
  }
}

/**
 * The grey texture round each vertex: the mean over the triangles that it is a corner of, each looked at
 * once, a third of the way to its middle. A linear function of the coefficients, as the texture itself.
 */
function greyOfVertices({ mesh, texture, atlas }: FaceModel): { mean: Float32Array; slopes: Float32Array } {
  const { triangles, vertexCount } = mesh;
  const { width, texcoords, texcoordIndices } = atlas;
  const grey = greyTexture(texture);
  const planes = [grey.mean, ...grey.components].map((greys) => {
    const plane = new Float32Array(width * (atlas.height + 1) + 1);
    for (const [i, texel] of atlas.texels.entries()) plane[texel] = greys[i]!;
    return plane;
  });
  const sums = new Float64Array(vertexCount * planes.length);
  const counts = new Float64Array(vertexCount);
  for (let t = 0; t < triangles.length; t += 3)
    for (let corner = 0; corner < 3; corner++) {
      const vertex = triangles[t + corner]!;
      counts[vertex]!++;
      const place = [0, 1].map((axis) => {
        const at = (k: number): number => texcoords[2 * texcoordIndices[t + ((corner + k) % 3)]! + axis]!;
        return (7 * at(0) + at(1) + at(2)) / 9;
      }) as [number, number];
      const [u, v] = place.map(Math.floor) as [number, number];
      const [fu, fv] = [place[0] - u, place[1] - v];
      for (const [k, plane] of planes.entries()) {
        const at = v * width + u;
        const above = plane[at]! * (1 - fu) + plane[at + 1]! * fu;
        const below = plane[at + width]! * (1 - fu) + plane[at + width + 1]! * fu;
        sums[vertex * planes.length + k]! += above * (1 - fv) + below * fv;
      }
    }
  const textures = planes.length - 1;
  const value = (vertex: number, k: number): number =>
    sums[vertex * planes.length + k]! / Math.max(1, counts[vertex]!);
  return {
    mean: Float32Array.from({ length: vertexCount }, (_, v) => value(v, 0)),
    slopes: Float32Array.from({ length: vertexCount * textures }, (_, i) =>
      value(Math.floor(i / textures), 1 + (i % textures)),
    ),
  };
}
