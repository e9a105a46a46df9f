import type { Surface } from '../surface.js';
import { greyRamp, RAMP } from '../thing.js';
import type { GreyTexture, SmoothPart, TexturedPart } from './parts.js';

/** As bright as a thing is drawn where its file says white: it stands before white, and a lamp shines on it. */
const BRIGHTEST = 230;

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
export function makeAtlas(parts: readonly SmoothPart[]): Atlas {
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
