import { BODY, LEFT_EYE, type MakeHuman, type Quad, RIGHT_EYE } from './makeHuman.js';

/** Texels of the source skins in a unit of UV, and of the atlas: the head is kept at the skins' own scale. */
export const SKIN_SIZE = 512;

/** The atlas: one half of the head, which both sides share, the neck's half beside it, and one eye. */
export const ATLAS = {
  width: 226,
  height: 178,
  head: { x: 3, y: 3, u: 0.64125, v: 0.48295 },
  neck: { x: 186, y: 3, width: 37, height: 136, bottom: 5.75, top: 6.75 },
  eye: { x: 207, y: 159, radius: 14 },
} as const;

/** y = 6.1 - 0.12 z */
const NECK_CUT = { y: 6.1, slope: 0.12 } as const;

/** Eyeballs of the base mesh are spheres. */
export const EYE = { x: 0.3078, y: 7.2842, z: 1.2454, radius: 0.1467 } as const;

/** A corner of a triangle in the atlas, and where its colour comes from. */
export interface Corner {
  readonly vertex: number;
  /** Place in the atlas, in texels. */
  readonly atlas: readonly [number, number];
  /** Place in the skins of this side and of the mirrored side, in texels; undefined for the painted eye. */
  readonly skin: readonly [number, number, number, number] | undefined;
}

/** A kept vertex: a vertex of the base mesh, or one that is moved along an edge to where the neck is cut. */
export interface Source {
  readonly vertex: number;
  readonly towards: number;
  /** How far it is moved: 0 not at all, 1 all the way. */
  readonly share: number;
}

/** The part of the base mesh that is kept. */
export interface HeadMesh {
  readonly source: readonly Source[];
  /** Kept vertex on the other side of the face; its own index on the midline. */
  readonly mirror: readonly number[];
  readonly triangles: readonly (readonly [Corner, Corner, Corner])[];
}

/** Picks the head, the neck and the fronts of the eyes, and lays them out in the atlas. */
export function headMesh(human: MakeHuman): HeadMesh {
  const { vertices, uvs } = human;
  const at = (vertex: number, axis: number): number => vertices[vertex * 3 + axis]!;
  const mirrorOf = mirrorVertices(vertices);

  const isHead = (quad: Quad): boolean =>
    quad.material === BODY &&
    quad.uvs.every((t) => uvs[t * 2]! > 0.635 && uvs[t * 2 + 1]! > 0.14 && uvs[t * 2 + 1]! < 0.83) &&
    quad.vertices.every((p) => at(p, 1) > 4.5);
  const isNeck = (quad: Quad): boolean =>
    quad.material === BODY &&
    quad.uvs.every((t) => uvs[t * 2]! < 0.635) &&
    quad.vertices.every((p) => at(p, 1) < 6.75) &&
    quad.vertices.some((p) => aboveCut(p) > 0);
  const isEyeFront = (quad: Quad): boolean =>
    (quad.material === RIGHT_EYE || quad.material === LEFT_EYE) &&
    quad.vertices.some((p) => at(p, 2) > EYE.z - 0.2 * EYE.radius);
  /** The neck is cut by a plane that is lower in front. */
  const aboveCut = (vertex: number): number => at(vertex, 1) - (NECK_CUT.y - NECK_CUT.slope * at(vertex, 2));

  const kept = human.quads.filter((quad) => isHead(quad) || isNeck(quad) || isEyeFront(quad));
  const byVertices = new Map(kept.map((quad) => [key(quad.vertices), quad]));
  const source = [...new Set(kept.flatMap((quad) => quad.vertices))]
    .sort((a, b) => a - b)
    .map((vertex): Source => {
      if (aboveCut(vertex) >= 0) return { vertex, towards: vertex, share: 0 };
      const distance = (to: number): number =>
        [0, 1, 2].reduce((sum, axis) => sum + (at(vertex, axis) - at(to, axis)) ** 2, 0);
      const towards = kept
        .filter((quad) => quad.vertices.includes(vertex))
        .flatMap((quad) => quad.vertices)
        .filter((to) => aboveCut(to) > 0)
        .reduce((best, to) => (distance(to) < distance(best) - 1e-9 ? to : best));
      return { vertex, towards, share: aboveCut(vertex) / (aboveCut(vertex) - aboveCut(towards)) };
    });
  const indexOf = new Map(source.map(({ vertex }, index) => [vertex, index]));
  const place = (vertex: number): [number, number, number] =>
    blend(source[indexOf.get(vertex)!]!, human.vertices);

  const triangles: (readonly [Corner, Corner, Corner])[] = [];
  for (const quad of kept) {
    const twin = byVertices.get(key(quad.vertices.map((p) => mirrorOf[p]!)));
    if (!twin) throw new Error('A quad of the head has no mirror image.');
    const onLeft = quad.vertices.some((p) => at(p, 0) > 1e-4);
    const corners = quad.vertices.map((vertex, k): Corner => {
      const uv = quad.uvs[k]!;
      const twinUv = twin.uvs[twin.vertices.indexOf(mirrorOf[vertex]!)]!;
      const [left, right] = onLeft ? [uv, twinUv] : [twinUv, uv];
      const [x, y, z] = place(vertex);
      const position = [Math.abs(x), y, z] as const;
      const atlas = isHead(quad)
        ? headTexel(uvs[left * 2]!, uvs[left * 2 + 1]!)
        : isNeck(quad)
          ? neckTexel(position)
          : eyeTexel(position);
      const skin = [left, right].flatMap((t) => [uvs[t * 2]! * SKIN_SIZE, (1 - uvs[t * 2 + 1]!) * SKIN_SIZE]);
      return {
        vertex: indexOf.get(vertex)!,
        atlas,
        skin: quad.material === BODY ? (skin as [number, number, number, number]) : undefined,
      };
    });
    triangles.push([corners[0]!, corners[1]!, corners[2]!], [corners[0]!, corners[2]!, corners[3]!]);
  }
  return { source, mirror: source.map(({ vertex }) => indexOf.get(mirrorOf[vertex]!)!), triangles };
}

/** A vector per base-mesh vertex, taken at a kept vertex. */
export function blend(
  { vertex, towards, share }: Source,
  vectors: ArrayLike<number>,
): [number, number, number] {
  const axis = (k: number): number =>
    (1 - share) * vectors[vertex * 3 + k]! + share * vectors[towards * 3 + k]!;
  return [axis(0), axis(1), axis(2)];
}

function headTexel(u: number, v: number): readonly [number, number] {
  const { x, y, u: u0, v: v0 } = ATLAS.head;
  return [x + (u - u0) * SKIN_SIZE, y + Math.max(0, v - v0) * SKIN_SIZE];
}

/** The neck unrolled: front to back downwards, bottom to top to the right. */
function neckTexel(position: readonly [number, number, number]): readonly [number, number] {
  const { x, y, width, height, bottom, top } = ATLAS.neck;
  const turn = Math.atan2(position[0], position[2] - 0.4) / Math.PI;
  return [x + ((position[1] - bottom) / (top - bottom)) * width, y + turn * height];
}

/** The eye seen from the front; what lies behind its equator gets the rim. */
function eyeTexel(position: readonly [number, number, number]): readonly [number, number] {
  const dx = (position[0] - EYE.x) / EYE.radius;
  const dy = (position[1] - EYE.y) / EYE.radius;
  return [ATLAS.eye.x + dx * ATLAS.eye.radius, ATLAS.eye.y - dy * ATLAS.eye.radius];
}

function key(vertices: readonly number[]): string {
  return [...vertices].sort((a, b) => a - b).join();
}

/** The base mesh is exactly symmetric: every vertex has a mirror image. */
function mirrorVertices(vertices: readonly number[]): number[] {
  const place = (i: number, sign: number): string =>
    [sign * vertices[i * 3]!, vertices[i * 3 + 1]!, vertices[i * 3 + 2]!]
      .map((x) => Math.round(x * 5000))
      .map((x) => (x === 0 ? 0 : x))
      .join();
  const count = vertices.length / 3;
  const byPlace = new Map(Array.from({ length: count }, (_, i) => [place(i, 1), i]));
  return Array.from({ length: count }, (_, i) => byPlace.get(place(i, -1)) ?? i);
}
