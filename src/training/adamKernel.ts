import {
  advance,
  createMemory,
  F32,
  f32x4,
  get,
  I32,
  i32,
  instantiate,
  of,
  repeatWhileBelow,
  set,
  V128,
  v128,
} from '../numeric/wasm.js';

/**
 * Parameters that are updated in one go. Of 2048 the views that copying makes cost too much; 4096 to 32768 are equally
 * fast, and the two blocks of 8192 are a page of WebAssembly's memory.
 */
export const BLOCK: number = 8192;

/**
 * A step of Adam, four numbers at a time, as WebAssembly with SIMD. The moments live in its memory; parameters and
 * gradients belong to others and are brought in and out, a block at a time.
 *
 * 3.9 million parameters take 6.5 ms, 17.5 in JavaScript (medians in one process, by turns, out of a cold cache; one
 * core of an AMD EPYC, Zen 4, 2026-11-27). With the moments copied as well it is 8; with nothing copied, 3: but then
 * whoever makes parameters or gradients has to make them in this memory. Moments that have faded to denormals, all
 * of them, take 11, and JavaScript 18.
 */
export interface AdamKernel {
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** `BLOCK` parameters, which `run` overwrites, and their gradients. */
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  /**
   * Updates parameters and moments from `start` on.
   *
   * @param start a multiple of `BLOCK`
   * @param count at most `BLOCK`
   */
  run(start: number, count: number, factors: AdamFactors): void;
}

/** What is the same for all numbers in one step. */
export interface AdamFactors {
  /**
   * 1 - beta1: how much the gradient counts in the new moment. It and not beta1, since of the two it is the smaller
   * one, which single precision holds well.
   */
  readonly share1: number;
  /** 1 - beta2. */
  readonly share2: number;
  /** Learning rate / (1 - beta1^step). */
  readonly rate: number;
  /** 1 / (1 - beta2^step). */
  readonly correction: number;
  readonly epsilon: number;
}

/** @param length of each moment, in floats */
export function createAdamKernel(length: number): AdamKernel {
  const firstAt = 8 * BLOCK;
  const secondAt = firstAt + 16 * Math.ceil(length / 4);
  const memory = createMemory(2 * secondAt - firstAt);
  const run = instantiate<Run>(SOURCE, memory);
  const floats = (at: number, count: number): Float32Array => new Float32Array(memory.buffer, at, count);
  return {
    first: floats(firstAt, length),
    second: floats(secondAt, length),
    parameters: floats(PARAMETERS, BLOCK),
    gradients: floats(GRADIENTS, BLOCK),
    run: (start, count, { share1, share2, rate, correction, epsilon }) =>
      run(firstAt + 4 * start, secondAt + 4 * start, 4 * count, share1, share2, rate, correction, epsilon),
  };
}

type Run = (
  firstAt: number,
  secondAt: number,
  bytes: number,
  share1: number,
  share2: number,
  rate: number,
  correction: number,
  epsilon: number,
) => void;

/** Addresses of the blocks. */
const PARAMETERS = 0;
const GRADIENTS = 4 * BLOCK;

/** Parameters, in order, then locals; a plural is a vector of four of the same. */
const LOCAL = {
  ...{ firstAt: 0, secondAt: 1, bytes: 2, share1: 3, share2: 4, rate: 5, correction: 6, epsilon: 7 },
  ...{ place: 8, shares1: 9, shares2: 10, rates: 11, corrections: 12, epsilons: 13, m: 14, v: 15, g: 16 },
} as const;

const { add, subtract, multiply, divide, sqrt, splat } = f32x4;
const [place, m, v, g] = [get(LOCAL.place), get(LOCAL.m), get(LOCAL.v), get(LOCAL.g)];
const firstAt = i32.add(get(LOCAL.firstAt), place);
const secondAt = i32.add(get(LOCAL.secondAt), place);

/** In another form than the textbook's: m + share (g - m) is exact where m = g, whatever the share is rounded to. */
const first = add(m, multiply(get(LOCAL.shares1), subtract(g, m)));
/** Not v + share (g^2 - v): the square overflows where its share does not. */
const second = add(
  v,
  subtract(multiply(multiply(get(LOCAL.shares2), g), g), multiply(get(LOCAL.shares2), v)),
);
const step = divide(
  multiply(get(LOCAL.rates), m),
  add(sqrt(multiply(get(LOCAL.corrections), v)), get(LOCAL.epsilons)),
);

const SOURCE = {
  parameters: [...of(3, I32), ...of(5, F32)],
  locals: [I32, ...of(8, V128)],
  body: [
    set(LOCAL.shares1, splat(get(LOCAL.share1))),
    set(LOCAL.shares2, splat(get(LOCAL.share2))),
    set(LOCAL.rates, splat(get(LOCAL.rate))),
    set(LOCAL.corrections, splat(get(LOCAL.correction))),
    set(LOCAL.epsilons, splat(get(LOCAL.epsilon))),
    repeatWhileBelow(
      LOCAL.place,
      LOCAL.bytes,
      set(LOCAL.g, v128.load(place, GRADIENTS)),
      set(LOCAL.m, v128.load(firstAt)),
      set(LOCAL.v, v128.load(secondAt)),
      set(LOCAL.m, first),
      set(LOCAL.v, second),
      v128.store(firstAt, m),
      v128.store(secondAt, v),
      v128.store(place, subtract(v128.load(place, PARAMETERS), step), PARAMETERS),
      advance(LOCAL.place, 16),
    ),
  ].flat(),
} as const;
