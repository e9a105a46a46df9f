import { ATLAS, type HeadMesh } from './headMesh.js';

/** Everything that is known about one texel that the head uses. */
export interface Texel {
  /** Row-major index in the atlas. */
  readonly index: number;
  /** Place on the base mesh, x >= 0; undefined in the eye. */
  readonly position: readonly [number, number, number] | undefined;
  /** Whether it lies on the ear, 0 to 1. */
  readonly ear: number;
  /** Place in the skins, of the left and of the right side; undefined in the eye. */
  readonly skin: readonly [number, number, number, number] | undefined;
}

/** How far texels are grown over the rims of the triangles, so that bilinear look-ups never leave them. */
const RIM = 2;

/** Rasterises the triangles into the atlas: which point of the head, and of the skins, a texel shows. */
export function bakeAtlas(
  mesh: HeadMesh,
  basePosition: (vertex: number) => readonly number[],
  ear: (vertex: number) => number,
): Texel[] {
  const { width, height } = ATLAS;
  const texels: (Texel | undefined)[] = new Array(width * height).fill(undefined);
  for (const triangle of mesh.triangles) {
    if (!triangle[0].skin) continue;
    const [a, b, c] = triangle.map((corner) => corner.atlas) as [Point, Point, Point];
    const area = cross(a, b, c);
    if (area === 0) continue;
    const positions = triangle.map((corner) => basePosition(corner.vertex));
    const xs = [a[0], b[0], c[0]];
    const ys = [a[1], b[1], c[1]];
    for (let y = Math.floor(Math.min(...ys)); y <= Math.ceil(Math.max(...ys)); y++) {
      for (let x = Math.floor(Math.min(...xs)); x <= Math.ceil(Math.max(...xs)); x++) {
        const p: Point = [x, y];
        const weights = [cross(p, b, c) / area, cross(p, c, a) / area, cross(p, a, b) / area];
        if (weights.some((w) => w < -1e-9)) continue;
        const mix = (pick: (k: number) => number): number =>
          weights.reduce((sum, w, k) => sum + w * pick(k), 0);
        texels[y * width + x] = {
          index: y * width + x,
          position: [
            mix((k) => Math.abs(positions[k]![0]!)),
            mix((k) => positions[k]![1]!),
            mix((k) => positions[k]![2]!),
          ],
          ear: mix((k) => ear(triangle[k]!.vertex)),
          skin: [0, 1, 2, 3].map((i) => mix((k) => triangle[k]!.skin![i]!)) as [
            number,
            number,
            number,
            number,
          ],
        };
      }
    }
  }
  for (let step = 0; step < RIM; step++) grow(texels);
  const { x, y, radius } = ATLAS.eye;
  for (let v = y - radius - 2; v <= y + radius + 2; v++) {
    for (let u = x - radius - 2; u <= x + radius + 2; u++) {
      texels[v * width + u] = { index: v * width + u, position: undefined, ear: 0, skin: undefined };
    }
  }
  return texels.filter((texel) => texel !== undefined);
}

type Point = readonly [number, number];

function cross(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/** Gives every empty texel the content of a neighbour that has some. */
function grow(texels: (Texel | undefined)[]): void {
  const { width, height } = ATLAS;
  const before = [...texels];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = y * width + x;
      if (before[index]) continue;
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const) {
        if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
        const neighbour = before[index + dy * width + dx];
        if (neighbour) texels[index] = { ...neighbour, index };
      }
    }
  }
}
