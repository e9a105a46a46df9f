import {
  advance,
  assemble,
  type Code,
  choose,
  F64,
  F64_ADD,
  F64_DIVIDE,
  F64_EQUAL,
  F64_FROM_I32,
  F64_MAX,
  F64_MIN,
  F64_MULTIPLY,
  F64_SUBTRACT,
  F64X2_ADD,
  F64X2_EVERYWHERE,
  F64X2_FROM_F32,
  F64X2_MULTIPLY,
  F64X2_SUBTRACT,
  f64,
  get,
  I32,
  I32_ADD,
  I32_BELOW,
  I32_FROM_F64,
  I32_MULTIPLY,
  i32,
  lane,
  loadF32,
  loadPair,
  type Memory,
  of,
  pick,
  repeatWhile,
  set,
  storeByte,
  V128,
} from './wasm.js';

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

const [size, supersampling, inverseDepth, seen, plane, width, reached, reachedStep, image] = [
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8],
] as [0, 1, 2, 3, 4, 5, 6, 7, 8];
const [ambient, background] = [9, 10] as const;
const [x, y, dx, dy, sample, at, column, row, texel] = [11, 12, 13, 14, 15, 16, 17, 18, 19] as const;
const [sum, scale, above, lamp, colour] = [20, 21, 22, 23, 24] as const;
const [texels, start, rest] = [25, 26, 27] as const;

const times = (...factors: readonly [Code, Code]): Code => [...factors, I32_MULTIPLY];
/** Below a base, an index and the bytes of each. */
const element = (base: number, index: Code, bytes: Code): Code => [get(base), times(index, bytes), I32_ADD];
const u = loadF32(get(at));
const v = loadF32(get(at), 4);
const diffuse = loadF32(get(at), 8);
const specular = loadF32(get(at), 12);
const nextRow: Code = [get(texel), times(get(width), i32(4)), I32_ADD];

/** Bilinear interpolation between four texels, of both rows at once; then lit. */
const lit: Code = [
  set(at, element(seen, get(sample), i32(16))),
  set(column, u, I32_FROM_F64),
  set(row, v, I32_FROM_F64),
  set(texel, element(plane, [times(get(row), get(width)), get(column), I32_ADD], i32(4))),
  set(texels, loadPair(get(texel)), loadPair(nextRow), pick(0, 4, 1, 5)),
  set(start, get(texels), F64X2_FROM_F32),
  set(rest, get(texels), get(texels), pick(2, 3, 2, 3), F64X2_FROM_F32, get(start), F64X2_SUBTRACT),
  set(rest, get(rest), [u, get(column), F64_FROM_I32, F64_SUBTRACT, F64X2_EVERYWHERE], F64X2_MULTIPLY),
  set(rest, get(start), get(rest), F64X2_ADD),
  set(above, get(rest), lane(0)),
  set(
    colour,
    get(above),
    [get(rest), lane(1), get(above), F64_SUBTRACT],
    [...[v, get(row), F64_FROM_I32, F64_SUBTRACT, F64_MULTIPLY, F64_ADD]],
  ),
  set(lamp, loadF32(element(reached, get(sample), get(reachedStep)))),
  set(colour, get(colour), [get(ambient), get(lamp), diffuse, F64_MULTIPLY, F64_ADD], F64_MULTIPLY),
  set(colour, get(colour), [get(lamp), specular, F64_MULTIPLY], F64_ADD),
  set(sum, get(sum), [get(colour), f64(255), F64_MIN, f64(0), F64_MAX], F64_ADD),
];

const below = (a: number, b: number): Code => [get(a), get(b), I32_BELOW];
const one = i32(1);

const BODY: Code = [
  set(scale, f64(1), [get(supersampling), get(supersampling), I32_MULTIPLY, F64_FROM_I32], F64_DIVIDE),
  set(y, i32(0)),
  repeatWhile(
    below(y, size),
    set(x, i32(0)),
    repeatWhile(
      below(x, size),
      set(sum, f64(0)),
      set(dy, i32(0)),
      repeatWhile(
        below(dy, supersampling),
        set(
          sample,
          [times(get(y), get(supersampling)), get(dy), I32_ADD, get(size), I32_MULTIPLY],
          [...[get(x), I32_ADD, get(supersampling), I32_MULTIPLY]],
        ),
        set(dx, i32(0)),
        repeatWhile(
          below(dx, supersampling),
          choose(
            [loadF32(element(inverseDepth, get(sample), i32(4))), f64(0), F64_EQUAL],
            set(sum, get(sum), get(background), F64_ADD),
            lit,
          ),
          advance(sample, one),
          advance(dx, one),
        ),
        advance(dy, one),
      ),
      storeByte(get(image), [get(sum), get(scale), F64_MULTIPLY, f64(0.5), F64_ADD, I32_FROM_F64]),
      advance(image, one),
      advance(x, one),
    ),
    advance(y, one),
  ),
];

export const createShade: (memory: Memory) => Shade = assemble({
  name: 'shade',
  parameters: [...of(9, I32), F64, F64],
  locals: [...of(9, I32), ...of(5, F64), ...of(3, V128)],
  body: BODY,
});
