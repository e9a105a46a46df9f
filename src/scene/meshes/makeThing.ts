import { fitUnitSphere } from '../mesh.js';
import type { Surface } from '../surface.js';
import { greyRamp, RAMP, type Thing } from '../thing.js';
import type { Axis } from './axes.js';
import { type GreyTexture, type ObjectPart, type TexturedPart, UnusableMesh } from './parts.js';

/** As bright as a thing is drawn where its file says white: it stands before white, and a lamp shines on it. */
const BRIGHTEST = 230;

/**
 * Makes one thing of an object's parts: upright, its middle at the origin, inside the unit sphere, and all that is on
 * it in one picture.
 *
 * @throws UnusableMesh where there is nothing to be seen
 */
export function makeThing(parts: readonly ObjectPart[], up: Axis = 'y'): Thing {
  const solid = parts.map(withNormals).filter(({ triangles }) => triangles.length > 0);
  if (solid.length === 0)
    throw new UnusableMesh(
      'it has no triangles (points and lines do not count); give an object with a surface',
    );
  const atlas = makeAtlas(solid);
  const sides = solid.flatMap((part) =>
    part.twoSided
      ? [
          { part, turned: false },
          { part, turned: true },
        ]
      : [{ part, turned: false }],
  );
  const copies = sides.reduce((sum, { part }) => sum + part.positions.length / 3, 0);
  const positions = new Float32Array(3 * copies);
  const normals = new Float32Array(3 * copies);
  const corners = sides.reduce((sum, { part }) => sum + part.triangles.length, 0);
  const triangles = new Uint32Array(corners);
  const texcoordIndices = new Uint32Array(corners);
  let [vertex, corner] = [0, 0];
  for (const { part, turned } of sides) {
    const places = atlas.indicesOf(part);
    positions.set(part.positions, 3 * vertex);
    normals.set(turned ? part.normals.map((x) => -x) : part.normals, 3 * vertex);
    for (let i = 0; i < part.triangles.length; i++) {
      const from = turned ? i + 2 - 2 * (i % 3) : i;
      triangles[corner + i] = vertex + part.triangles[from]!;
      texcoordIndices[corner + i] = places[from]!;
    }
    vertex += part.positions.length / 3;
    corner += part.triangles.length;
  }
  for (const vectors of [positions, normals]) upright(vectors, up);
  if (positions.some((x) => !Number.isFinite(x)))
    throw new UnusableMesh('some of its vertices are no numbers; export it again');
  fitUnitSphere(positions);
  if (positions.some((x) => !Number.isFinite(x)))
    throw new UnusableMesh('all of its vertices are in one place; give an object with a surface');
  return {
    mesh: { vertexCount: copies, triangles },
    positions,
    normals,
    surface: { ...atlas.surface, texcoordIndices },
  };
}

type SmoothPart = ObjectPart & { readonly normals: Float32Array };

/** Triangles of their own, and flat, where the file has no normals: so glTF wants it. Triangles without area go. */
function withNormals(part: ObjectPart): SmoothPart {
  const { positions } = part;
  const triangles = new Uint32Array(part.triangles.length);
  const flat = new Float32Array(3 * part.triangles.length);
  const normal = new Float64Array(3);
  let kept = 0;
  for (let t = 0; t < part.triangles.length; t += 3) {
    if (!writeNormal(positions, part.triangles, t, normal)) continue;
    for (let k = 0; k < 3; k++) {
      triangles[kept + k] = part.triangles[t + k]!;
      flat.set(normal, 3 * (kept + k));
    }
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

/**
 * The normal of the triangle at a corner.
 *
 * @returns false where it has no area; what is no number gives no numbers, and is told later
 */
function writeNormal(
  positions: Float32Array,
  triangles: Uint32Array,
  at: number,
  normal: Float64Array,
): boolean {
  const [a, b, c] = [3 * triangles[at]!, 3 * triangles[at + 1]!, 3 * triangles[at + 2]!];
  const x = positions[a]!;
  const y = positions[a + 1]!;
  const z = positions[a + 2]!;
  const ux = positions[b]! - x;
  const uy = positions[b + 1]! - y;
  const uz = positions[b + 2]! - z;
  const vx = positions[c]! - x;
  const vy = positions[c + 1]! - y;
  const vz = positions[c + 2]! - z;
  const nx = uy * vz - uz * vy;
  const ny = uz * vx - ux * vz;
  const nz = ux * vy - uy * vx;
  const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
  normal[0] = nx / length;
  normal[1] = ny / length;
  normal[2] = nz / length;
  return length !== 0;
}

/** The part with these vertices, in this order. */
function picked(part: ObjectPart, vertices: Uint32Array): ObjectPart {
  const pick = (values: Float32Array, width: number): Float32Array => {
    const result = new Float32Array(vertices.length * width);
    for (let i = 0; i < vertices.length; i++)
      for (let k = 0; k < width; k++) result[i * width + k] = values[vertices[i]! * width + k]!;
    return result;
  };
  return {
    ...part,
    positions: pick(part.positions, 3),
    normals: part.normals && pick(part.normals, 3),
    shades: part.shades && pick(part.shades, 1),
    texture: part.texture && { ...part.texture, places: pick(part.texture.places, 2) },
  };
}

/** Vertices that are the same in everything become one: OBJ files have one for each corner of each triangle. */
function welded(part: SmoothPart): SmoothPart {
  const { positions, normals, shades, texture, triangles } = part;
  const fields = [
    { values: positions, width: 3 },
    { values: normals, width: 3 },
    ...(shades ? [{ values: shades, width: 1 }] : []),
    ...(texture ? [{ values: texture.places, width: 2 }] : []),
  ];
  const width = fields.reduce((sum, field) => sum + field.width, 0);
  const count = positions.length / 3;
  const rows = new Float32Array(count * width);
  let offset = 0;
  for (const field of fields) {
    for (let v = 0; v < count; v++)
      for (let k = 0; k < field.width; k++) rows[v * width + offset + k] = field.values[v * field.width + k]!;
    offset += field.width;
  }
  const bits = new Uint32Array(rows.buffer);
  // Open addressing: each slot holds one more than the place of a kept vertex.
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * count + 1)));
  const kept = new Uint32Array(count);
  const placeOf = new Uint32Array(count);
  let places = 0;
  const find = (v: number): number => {
    let hash = 0;
    for (let k = 0; k < width; k++) hash = Math.imul(hash ^ bits[v * width + k]!, 0x9e3779b1) ^ (hash >>> 15);
    for (let slot = hash >>> 0; ; slot++) {
      const place = slots[slot & (slots.length - 1)]!;
      if (place === 0) {
        kept[places] = v;
        slots[slot & (slots.length - 1)] = ++places;
        return places;
      }
      const twin = kept[place - 1]!;
      let k = 0;
      while (k < width && bits[twin * width + k] === bits[v * width + k]) k++;
      if (k === width) return place;
    }
  };
  for (const v of triangles) if (placeOf[v] === 0) placeOf[v] = find(v);
  const less = picked(part, kept.subarray(0, places));
  return { ...less, normals: less.normals!, triangles: triangles.map((v) => placeOf[v]! - 1) };
}

/** Turned so that `up` is y, keeping the hands. */
function upright(vectors: Float32Array, up: Axis): void {
  if (up === 'y') return;
  for (let i = 0; i < vectors.length; i += 3) {
    const [x, y, z] = [vectors[i]!, vectors[i + 1]!, vectors[i + 2]!];
    vectors.set(up === 'z' ? [x, z, -y] : [-y, x, z], i);
  }
}

interface Atlas {
  readonly surface: Pick<Surface, 'width' | 'planes' | 'texcoords'>;
  /** The place of each corner of the part's triangles. */
  indicesOf(part: SmoothPart): Uint32Array;
}

/**
 * One picture for all that is on an object: a ramp from black to white, on which vertices with a tone of their own
 * lie, and below it each texture, in the brightness of its material, four times over, so that a triangle which begins
 * in one copy ends in the next.
 */
function makeAtlas(parts: readonly SmoothPart[]): Atlas {
  const rows = new Map<GreyTexture, Map<number, number>>();
  const textures = parts.flatMap((part) => (part.texture ? [{ ...part.texture, tone: toneOf(part) }] : []));
  const width = Math.max(RAMP, ...textures.map(({ picture }) => 2 * picture.size + 1));
  let height = 2;
  for (const { picture, tone } of textures) {
    const own = rows.get(picture) ?? new Map<number, number>();
    rows.set(picture, own);
    if (own.has(tone)) continue;
    own.set(tone, height);
    height += 2 * picture.size + 1;
  }
  const plane = new Float32Array(width * height + 1);
  plane.set(greyRamp(width));
  for (const [{ size, pixels }, own] of rows)
    for (const [tone, row] of own)
      for (let y = 0; y <= 2 * size; y++)
        for (let x = 0; x <= 2 * size; x++)
          plane[(row + y) * width + x] = Math.round(
            (tone * BRIGHTEST * pixels[(y % size) * size + (x % size)]!) / 255,
          );
  const texcoords: Float32Array[] = [];
  const indices = new Map<SmoothPart, Uint32Array>();
  let first = 0;
  for (const part of parts) {
    const row = part.texture && rows.get(part.texture.picture)!.get(toneOf(part))!;
    const places = part.texture ? texturePlaces(part, part.texture, row!) : tonePlaces(part);
    const start = first;
    indices.set(
      part,
      part.triangles.map((v, corner) => start + (part.texture ? corner : v)),
    );
    texcoords.push(places);
    first += places.length / 2;
  }
  const all = new Float32Array(2 * first);
  let at = 0;
  for (const places of texcoords) {
    all.set(places, at);
    at += places.length;
  }
  return {
    surface: { width, planes: [plane], texcoords: all },
    indicesOf: (part) => indices.get(part)!,
  };
}

/** Vertex colours on a texture count by their mean: the picture has room for one brightness of it. */
function toneOf({ tone, shades }: SmoothPart): number {
  if (shades === undefined || shades.length === 0) return tone;
  return Math.round((255 * tone * shades.reduce((sum, x) => sum + x, 0)) / shades.length) / 255;
}

/** On the ramp, one a vertex. */
function tonePlaces({ positions, tone, shades }: SmoothPart): Float32Array {
  const places = new Float32Array((2 * positions.length) / 3);
  for (let v = 0; v < places.length / 2; v++) {
    const grey = Math.min(1, Math.max(0, tone * (shades?.[v] ?? 1)));
    places[2 * v] = Math.round(BRIGHTEST * grey);
  }
  return places;
}

/**
 * On a texture, one a corner of each triangle: neighbours may begin in different copies. A triangle that repeats the
 * picture many times shows its mean anyway, and is squeezed into the copies that there are.
 */
function texturePlaces(
  { triangles }: SmoothPart,
  { picture, places }: TexturedPart,
  row: number,
): Float32Array {
  const { size } = picture;
  const out = new Float32Array(2 * triangles.length);
  for (let t = 0; t < triangles.length; t += 3)
    for (const axis of [0, 1]) {
      const values = [0, 1, 2].map((k) => places[2 * triangles[t + k]! + axis]!);
      const start = Math.floor(Math.min(...values));
      const span = Math.max(...values) - start;
      for (const [k, value] of values.entries()) {
        const share = span > 2 ? (2 * (value - start)) / span : value - start;
        out[2 * (t + k) + axis] =
          Math.min(2 * size - 1, Math.max(0, share * size - 0.5)) + (axis === 1 ? row : 0);
      }
    }
  return out;
}
