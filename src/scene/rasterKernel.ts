import {
  advance,
  block,
  type Code,
  F64,
  f32,
  f64,
  f64x2,
  get,
  getAll,
  I32,
  i32,
  instantiate,
  leaveIf,
  type Memory,
  of,
  repeatWhileBelow,
  set,
  V128,
  v128,
} from '../numeric/wasm.js';

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

export const createFill = (memory: Memory): Fill => instantiate(SOURCE, memory);

/** Parameters, in order, then locals. */
const LOCAL = {
  ...{ triangle: 0, left: 1, right: 2, top: 3, bottom: 4, samples: 5, inverseDepth: 6, seen: 7 },
  ...{ depthAt: 8, seenAt: 9, end: 10 },
  ...{ rowA: 11, depthA: 12, shareA: 13, depth: 14 },
  ...{ column: 15, row: 16, depths: 17, start: 18, share: 19, part: 20, spread: 21 },
} as const;
/** Of (u, v) and of (diffuse, specular): a, b, c. */
const ATTRIBUTES = [
  [22, 23, 24],
  [25, 26, 27],
] as const;

const { add, multiply, divide, splat, lane } = f64x2;
const { triangle, left, right, top, samples, depthAt, seenAt, ...the } = getAll(LOCAL);

const pair = (k: number) => v128.load(triangle, 16 * k);
const single = (k: number) => f64.load(triangle, 8 * k);
const first = i32.add(i32.multiply(top, samples), left);
const address = (base: Code, bytes: number) => i32.add(base, i32.multiply(first, i32.constant(bytes)));
const outside = i32.or(
  v128.any(f64x2.below(the.share, splat(f64.constant(0)))),
  f64.below(the.shareA, f64.constant(0)),
);
const shareB = v128.pick(the.part, the.part, [0, 1, 0, 1]);
const shareC = v128.pick(the.part, the.part, [2, 3, 2, 3]);
/** As floats. */
const blend = ([a, b, c]: (typeof ATTRIBUTES)[number]) =>
  f64x2.toLow(add(add(get(a), multiply(shareB, get(b))), multiply(shareC, get(c))));

const sample = block(
  set(LOCAL.shareA, f64.subtract(f64.subtract(f64.constant(1), lane(the.share, 0)), lane(the.share, 1))),
  leaveIf(outside),
  set(LOCAL.part, multiply(the.share, the.depths)),
  set(
    LOCAL.depth,
    f64.add(f64.add(f64.multiply(the.shareA, the.depthA), lane(the.part, 0)), lane(the.part, 1)),
  ),
  leaveIf(f64.upTo(the.depth, f64.fromF32(f32.load(depthAt)))),
  f32.store(depthAt, f32.fromF64(the.depth)),
  // Corrected for perspective: what is linear on the triangle is not on the screen.
  set(LOCAL.part, divide(the.part, splat(the.depth))),
  v128.store(seenAt, v128.pick(blend(ATTRIBUTES[0]), blend(ATTRIBUTES[1]), [0, 1, 4, 5])),
);

const SOURCE = {
  parameters: of(8, I32),
  locals: [...of(3, I32), ...of(4, F64), ...of(13, V128)],
  body: [
    set(LOCAL.column, pair(0)),
    set(LOCAL.row, pair(1)),
    set(LOCAL.depths, pair(2)),
    ...ATTRIBUTES.flatMap((corners, k) =>
      corners.map((local, corner) => set(local, pair(3 + 3 * k + corner))),
    ),
    set(LOCAL.start, multiply(the.column, splat(single(18)))),
    set(LOCAL.rowA, single(19)),
    set(LOCAL.depthA, single(20)),
    // The loops end before these.
    advance(LOCAL.right, 1),
    advance(LOCAL.bottom, 1),
    repeatWhileBelow(
      LOCAL.top,
      LOCAL.bottom,
      set(LOCAL.spread, splat(f64.subtract(f64.add(f64.fromI32(top), f64.constant(0.5)), the.rowA))),
      set(LOCAL.share, add(the.start, multiply(the.row, the.spread))),
      set(LOCAL.depthAt, address(the.inverseDepth, 4)),
      set(LOCAL.seenAt, address(the.seen, 16)),
      set(LOCAL.end, i32.add(depthAt, i32.multiply(i32.subtract(right, left), i32.constant(4)))),
      repeatWhileBelow(
        LOCAL.depthAt,
        LOCAL.end,
        sample,
        set(LOCAL.share, add(the.share, the.column)),
        advance(LOCAL.seenAt, 16),
        advance(LOCAL.depthAt, 4),
      ),
      advance(LOCAL.top, 1),
    ),
  ].flat(),
} as const;
