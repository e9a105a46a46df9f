import {
  advance,
  assemble,
  type Code,
  createMemory,
  F32X4_ADD,
  F32X4_MULTIPLY,
  get,
  I32,
  I32_ADD,
  I32_BELOW,
  i32,
  loadF32Everywhere,
  loadVector,
  of,
  repeatWhile,
  set,
  storeVector,
  V128,
} from './wasm.js';

/**
 * mean + sum of coefficient x component, sixteen numbers at a time, as WebAssembly with SIMD: 7 times as fast
 * as the same loops in JavaScript, which cannot use vectors. Its arithmetic is IEEE single precision in a fixed
 * order, so it gives the same bits on every machine.
 */
export interface MorphKernel {
  /**
   * Addresses are in bytes and lie at multiples of 64.
   *
   * @param out receives `bytes`
   * @param components the first 16 numbers of each component, then the next 16 of each, and so on, so that memory
   *   is read from front to back
   * @param coefficients a float each
   * @param bytes of the mean: a multiple of 64
   * @param coefficientBytes 4 for each component: at least 4
   */
  morph(
    out: number,
    mean: number,
    components: number,
    coefficients: number,
    bytes: number,
    coefficientBytes: number,
  ): void;
}

/** Parameters, in order, then locals; `sum` is the first of four. */
const LOCAL = {
  ...{ out: 0, mean: 1, components: 2, coefficients: 3, bytes: 4, coefficientBytes: 5 },
  ...{ place: 6, k: 7, coefficient: 8, sum: 9 },
} as const;
/** Vectors of four floats that are summed side by side: a cache line. */
const VECTORS = [0, 1, 2, 3];
const LINE = i32(64);

const below = (a: number, b: number): Code => [get(a), get(b), I32_BELOW];
const offset = (base: number, by: number): Code => [get(base), get(by), I32_ADD];
const { out, mean, components, coefficients, bytes, coefficientBytes, place, k, coefficient, sum } = LOCAL;

const BODY = repeatWhile(
  below(place, bytes),
  VECTORS.map((v) => set(sum + v, loadVector(offset(mean, place), 16 * v))),
  set(k, i32(0)),
  repeatWhile(
    below(k, coefficientBytes),
    set(coefficient, loadF32Everywhere(offset(coefficients, k))),
    VECTORS.map((v) => {
      const part = [loadVector(get(components), 16 * v), get(coefficient), F32X4_MULTIPLY];
      return set(sum + v, get(sum + v), part, F32X4_ADD);
    }),
    advance(components, LINE),
    advance(k, i32(4)),
  ),
  VECTORS.map((v) => storeVector(offset(out, place), get(sum + v), 16 * v)),
  advance(place, LINE),
);

const instantiate = assemble<MorphKernel['morph']>({
  name: 'morph',
  parameters: of(6, I32),
  locals: [I32, I32, V128, ...of(VECTORS.length, V128)],
  body: BODY,
});

/** The kernel and the memory that it works in, of `bytes` at least. */
export function createMorphKernel(bytes: number): MorphKernel & { readonly memory: ArrayBuffer } {
  const memory = createMemory(bytes);
  return { morph: instantiate(memory), memory: memory.buffer };
}
