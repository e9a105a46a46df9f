import {
  advance,
  type Code,
  choose,
  F64,
  f32,
  f64,
  f64x2,
  getAll,
  I32,
  i32,
  instantiate,
  type Memory,
  of,
  repeatWhileBelow,
  set,
  V128,
  v128,
} from '../numeric/wasm.js';

/**
 * Colours the samples of one channel and averages them into pixels, as WebAssembly: two rows of texels go side by
 * side as vectors of two doubles, in the order of operations that JavaScript had, so the bits are those.
 * Takes five sixths of the time that it took in JavaScript.
 *
 * @param size pixels a side
 * @param supersampling samples a pixel along one side
 * @param inverseDepth address of a float a sample
 * @param seen address of u, v, diffuse, specular of each sample: floats
 * @param plane address of the texels: floats
 * @param width texels in a row
 * @param reached address of the share of the lamp's light, a float, for the first sample
 * @param reachedStep bytes from one sample's to the next's; 0 where one number holds for all
 * @param image address of the pixels: bytes
 * @param ambient share of the colour that is seen without the lamp
 */
export type Shade = (
  size: number,
  supersampling: number,
  inverseDepth: number,
  seen: number,
  plane: number,
  width: number,
  reached: number,
  reachedStep: number,
  image: number,
  ambient: number,
  background: number,
) => void;

export const createShade = (memory: Memory): Shade => instantiate(SOURCE, memory);

/** Parameters, in order, then locals. */
const LOCAL = {
  ...{ size: 0, supersampling: 1, inverseDepth: 2, seen: 3, plane: 4, width: 5, reached: 6, reachedStep: 7 },
  ...{ image: 8, ambient: 9, background: 10 },
  ...{ x: 11, y: 12, dx: 13, dy: 14, sample: 15, at: 16, column: 17, row: 18, texel: 19 },
  ...{ sum: 20, scale: 21, above: 22, lamp: 23, colour: 24 },
  ...{ texels: 25, start: 26, rest: 27 },
} as const;

const { add, subtract, multiply, min, max, fromI32, fromF32, constant } = f64;
const { size, supersampling, sample, at, column, row, texel, sum, above, lamp, colour, ...the } =
  getAll(LOCAL);

/** The address of an element, given the bytes of each. */
const element = (base: Code, index: Code, bytes: Code) => i32.add(base, i32.multiply(index, bytes));
const FLOAT = i32.constant(4);
const float = (address: Code, offset = 0) => fromF32(f32.load(address, offset));
const [u, v, diffuse, specular] = [float(at), float(at, 4), float(at, 8), float(at, 12)] as const;

/** Bilinear interpolation between four texels, of both rows at once; then lit. */
const lit = [
  set(LOCAL.at, element(the.seen, sample, i32.constant(16))),
  set(LOCAL.column, i32.fromF64(u)),
  set(LOCAL.row, i32.fromF64(v)),
  set(LOCAL.texel, element(the.plane, i32.add(i32.multiply(row, the.width), column), FLOAT)),
  set(
    LOCAL.texels,
    v128.pick(v128.loadHalf(texel), v128.loadHalf(element(texel, the.width, FLOAT)), [0, 4, 1, 5]),
  ),
  set(LOCAL.start, f64x2.fromLow(the.texels)),
  set(LOCAL.rest, f64x2.subtract(f64x2.fromHigh(the.texels), the.start)),
  set(LOCAL.rest, f64x2.multiply(the.rest, f64x2.splat(subtract(u, fromI32(column))))),
  set(LOCAL.rest, f64x2.add(the.start, the.rest)),
  set(LOCAL.above, f64x2.lane(the.rest, 0)),
  set(
    LOCAL.colour,
    add(above, multiply(subtract(f64x2.lane(the.rest, 1), above), subtract(v, fromI32(row)))),
  ),
  set(LOCAL.lamp, float(element(the.reached, sample, the.reachedStep))),
  set(LOCAL.colour, multiply(colour, add(the.ambient, multiply(lamp, diffuse)))),
  set(LOCAL.colour, add(colour, multiply(lamp, specular))),
  set(LOCAL.sum, add(sum, max(min(colour, constant(255)), constant(0)))),
].flat();

const pixel = [
  set(LOCAL.sum, constant(0)),
  set(LOCAL.dy, i32.constant(0)),
  repeatWhileBelow(
    LOCAL.dy,
    LOCAL.supersampling,
    set(
      LOCAL.sample,
      i32.multiply(
        i32.add(i32.multiply(i32.add(i32.multiply(the.y, supersampling), the.dy), size), the.x),
        supersampling,
      ),
    ),
    set(LOCAL.dx, i32.constant(0)),
    repeatWhileBelow(
      LOCAL.dx,
      LOCAL.supersampling,
      choose(
        f64.equal(float(element(the.inverseDepth, sample, FLOAT)), constant(0)),
        set(LOCAL.sum, add(sum, the.background)),
        lit,
      ),
      advance(LOCAL.sample, 1),
      advance(LOCAL.dx, 1),
    ),
    advance(LOCAL.dy, 1),
  ),
  i32.storeByte(the.image, i32.fromF64(add(multiply(sum, the.scale), constant(0.5)))),
].flat();

const SOURCE = {
  parameters: [...of(9, I32), F64, F64],
  locals: [...of(9, I32), ...of(5, F64), ...of(3, V128)],
  body: [
    set(LOCAL.scale, f64.divide(constant(1), fromI32(i32.multiply(supersampling, supersampling)))),
    set(LOCAL.y, i32.constant(0)),
    repeatWhileBelow(
      LOCAL.y,
      LOCAL.size,
      set(LOCAL.x, i32.constant(0)),
      repeatWhileBelow(LOCAL.x, LOCAL.size, pixel, advance(LOCAL.image, 1), advance(LOCAL.x, 1)),
      advance(LOCAL.y, 1),
    ),
  ].flat(),
} as const;
