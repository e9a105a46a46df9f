import {
  ANY_TRUE,
  advance,
  assemble,
  block,
  type Code,
  F32_FROM_F64X2,
  F64,
  F64_ADD,
  F64_BELOW,
  F64_FROM_I32,
  F64_MULTIPLY,
  F64_SUBTRACT,
  F64_UP_TO,
  F64X2_ADD,
  F64X2_BELOW,
  F64X2_DIVIDE,
  F64X2_EVERYWHERE,
  F64X2_MULTIPLY,
  f64,
  get,
  I32,
  I32_ADD,
  I32_MULTIPLY,
  I32_OR,
  I32_SUBTRACT,
  I32_UP_TO,
  i32,
  LEAVE_IF,
  lane,
  loadF32,
  loadF64,
  loadVector,
  type Memory,
  of,
  pick,
  repeatWhile,
  set,
  storeF32,
  storeVector,
  V128,
} from './wasm.js';

/**
 * Fills one triangle, as WebAssembly: corners b and c, u and v, diffuse and specular go side by side as vectors of
 * two doubles, in the order of operations that JavaScript had, so the bits are those. Half of a
 * picture's time is here; it takes four fifths of what it took in JavaScript.
 *
 * @param triangle address of doubles: see `TRIANGLE_DOUBLES`
 * @param left first and last column, first and last row that may be inside; all are on the raster
 * @param inverseDepth address of a float a sample
 * @param seen address of u, v, diffuse, specular of each sample: floats
 */
export type Fill = (
  triangle: number,
  left: number,
  right: number,
  top: number,
  bottom: number,
  samples: number,
  inverseDepth: number,
  seen: number,
) => void;

/**
 * In pairs: (share of b, share of c) a column, the same a row, (1 / depth) of b and c; then (u, v) of a, and what is
 * added to it at b and at c; the same of (diffuse, specular). Last, one each: from corner a to the first column,
 * row of corner a, 1 / depth of a.
 */
export const TRIANGLE_DOUBLES = 21;

const [triangle, left, right, top, bottom, samples, inverseDepth, seen] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const [depthAt, seenAt, end] = [8, 9, 10] as const;
const [rowA, depthA, shareA, depth] = [11, 12, 13, 14] as const;
const [column, row, depths, start, share, part, spread] = [15, 16, 17, 18, 19, 20, 21] as const;
/** Of (u, v) and of (diffuse, specular): a, b, c. */
const ATTRIBUTES = [
  [22, 23, 24],
  [25, 26, 27],
] as const;

const pair = (k: number): Code => loadVector(get(triangle), 16 * k);
const single = (k: number): Code => loadF64(get(triangle), 8 * k);
const first: Code = [get(top), get(samples), I32_MULTIPLY, get(left), I32_ADD];
const address = (base: number, bytes: number): Code => [get(base), first, i32(bytes), I32_MULTIPLY, I32_ADD];
const outside: Code = [
  [get(share), f64(0), F64X2_EVERYWHERE, F64X2_BELOW, ANY_TRUE],
  [get(shareA), f64(0), F64_BELOW, I32_OR],
];
const half = (words: readonly [number, number, number, number]): Code => [
  ...[get(part), get(part), pick(...words)],
];
/** a + share of b x b + share of c x c, as floats. */
const blend = ([a, b, c]: readonly [number, number, number]): Code => [
  [get(a), half([0, 1, 0, 1]), get(b), F64X2_MULTIPLY, F64X2_ADD],
  [half([2, 3, 2, 3]), get(c), F64X2_MULTIPLY, F64X2_ADD, F32_FROM_F64X2],
];

const BODY: Code = [
  set(column, pair(0)),
  set(row, pair(1)),
  set(depths, pair(2)),
  ATTRIBUTES.map((corners, k) => corners.map((local, corner) => set(local, pair(3 + 3 * k + corner)))),
  set(start, get(column), single(18), F64X2_EVERYWHERE, F64X2_MULTIPLY),
  set(rowA, single(19)),
  set(depthA, single(20)),
  repeatWhile(
    [get(top), get(bottom), I32_UP_TO],
    set(spread, get(top), F64_FROM_I32, f64(0.5), F64_ADD, get(rowA), F64_SUBTRACT, F64X2_EVERYWHERE),
    set(share, get(start), get(row), get(spread), F64X2_MULTIPLY, F64X2_ADD),
    set(depthAt, address(inverseDepth, 4)),
    set(seenAt, address(seen, 16)),
    set(end, get(depthAt), get(right), get(left), I32_SUBTRACT, i32(4), I32_MULTIPLY, I32_ADD),
    repeatWhile(
      [get(depthAt), get(end), I32_UP_TO],
      block(
        set(shareA, f64(1), get(share), lane(0), F64_SUBTRACT, get(share), lane(1), F64_SUBTRACT),
        [outside, LEAVE_IF],
        set(part, get(share), get(depths), F64X2_MULTIPLY),
        set(
          depth,
          [get(shareA), get(depthA), F64_MULTIPLY, get(part), lane(0), F64_ADD],
          [...[get(part), lane(1), F64_ADD]],
        ),
        [get(depth), loadF32(get(depthAt)), F64_UP_TO, LEAVE_IF],
        storeF32(get(depthAt), get(depth)),
        // Corrected for perspective: what is linear on the triangle is not on the screen.
        set(part, get(part), get(depth), F64X2_EVERYWHERE, F64X2_DIVIDE),
        storeVector(get(seenAt), [ATTRIBUTES.map(blend), pick(0, 1, 4, 5)]),
      ),
      set(share, get(share), get(column), F64X2_ADD),
      advance(seenAt, i32(16)),
      advance(depthAt, i32(4)),
    ),
    advance(top, i32(1)),
  ),
];

export const createFill: (memory: Memory) => Fill = assemble({
  name: 'fill',
  parameters: of(8, I32),
  locals: [...of(3, I32), ...of(4, F64), ...of(13, V128)],
  body: BODY,
});
