import type { FaceModel } from '../faceModel.js';
import type { Head } from '../head.js';
import { type Layer, type Prop, rowOf } from './prop.js';

/** A place on the mean head, which decides what grows or is worn there. */
export interface Site {
  /** In decimetres: to the head's left, up, and towards the face, as in the face model. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Cosine of the angle from the front, round the head's axis: 1 at the nose, 0 at the ears, -1 at the back. */
  readonly front: number;
}

/** Behind the nose and between the ears, in decimetres. */
const AXIS_Z = -0.4;
/** How deep under the skin the rim of a shell lies, so that it ends in a clean line: in scene units. */
const TUCKED = 0.02;

export function sitesOf({ shape }: FaceModel): readonly Site[] {
  const { mean } = shape;
  return Array.from({ length: mean.length / 3 }, (_, i) => {
    const [x, y, z] = [mean[3 * i]!, mean[3 * i + 1]!, mean[3 * i + 2]!];
    const towards = z - AXIS_Z;
    return { x, y, z, front: towards / Math.max(1e-6, Math.sqrt(x * x + towards * towards)) };
  });
}

/**
 * The head's own surface, lifted off along its normals where `height` is positive: what hair, beards, hats and scarves
 * are made of, so that they fit every head.
 *
 * @param height of the shell above a site, in scene units; negative where it does not reach
 */
export function shell(
  { mesh, atlas }: FaceModel,
  head: Head,
  sites: readonly Site[],
  layer: Layer,
  height: (site: Site, vertex: number) => number,
  gloss: number,
): Prop {
  const heights = Float32Array.from(sites, height);
  const positions = new Float32Array(head.positions.length);
  for (let v = 0, i = 0; v < heights.length; v++, i += 3) {
    const lift = Math.max(heights[v]!, -TUCKED);
    for (let k = 0; k < 3; k++) positions[i + k] = head.positions[i + k]! + lift * head.normals[i + k]!;
  }
  const row = rowOf(layer, atlas.height);
  const texcoords = atlas.texcoords.map((x, i) => (i % 2 === 0 ? x : x + row));
  const triangles: number[] = [];
  const places: number[] = [];
  for (let t = 0; t < mesh.triangles.length; t += 3) {
    const [a, b, c] = [mesh.triangles[t]!, mesh.triangles[t + 1]!, mesh.triangles[t + 2]!];
    if (heights[a]! <= 0 && heights[b]! <= 0 && heights[c]! <= 0) continue;
    triangles.push(a, b, c);
    for (let k = 0; k < 3; k++) places.push(atlas.texcoordIndices[t + k]!);
  }
  return {
    mesh: { vertexCount: mesh.vertexCount, triangles: Uint16Array.from(triangles) },
    surface: { texcoords, texcoordIndices: Uint16Array.from(places) },
    positions,
    normals: head.normals,
    worn: true,
    gloss,
  };
}

/** A line round the head: its height over `front`, straight between the given points, which fall from 1 to -1. */
export function line(points: readonly (readonly [front: number, y: number])[]): (front: number) => number {
  return (front) => {
    for (let i = 1; i < points.length; i++) {
      const [from, y0] = points[i - 1]!;
      const [to, y1] = points[i]!;
      if (front >= to) return y1 + ((y0 - y1) * (front - to)) / (from - to);
    }
    return points.at(-1)![1];
  };
}
