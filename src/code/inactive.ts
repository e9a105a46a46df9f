import { eachInactive, type PlacedSet } from './sets.js';

/**
 * What takes the place of an inactive unit, so that the decoder must explain all that differs between the images of a
 * set by the trained units alone.
 *
 * - `mean`: its mean over the set (paper, section 3, steps 4 and 5).
 * - `first`: that of the set's first image (the authors' released code).
 * - `exchange`: that of another image of the set. The loss is then the error of re-rendering from one image: an image is
 *   drawn from its own active units and from what another image says of all that they share. It is the unbiased version
 *   of both and needs no pull towards the mean (docs/experiments.md).
 */
export type Inactive = 'mean' | 'first' | 'exchange';

/** One inactive unit of a set's images, by what takes its place. `at(i)` is where that unit of image i lies. */
type Rule = (from: Float32Array, to: Float32Array, set: PlacedSet, at: (i: number) => number) => void;

const average: Rule = (from, to, set, at) => {
  const mean = meanOf(from, set, at);
  for (let i = 0; i < set.images; i++) to[at(i)] = mean;
};

/** Each map and its adjoint: the gradient goes to the images that the units came from. */
const rules: Readonly<Record<Inactive, { readonly forward: Rule; readonly backward: Rule }>> = {
  /** Averaging is a symmetric map. */
  mean: { forward: average, backward: average },
  first: {
    forward: (from, to, { images }, at) => {
      for (let i = 0; i < images; i++) to[at(i)] = from[at(0)]!;
    },
    backward: (from, to, set, at) => {
      for (let i = 1; i < set.images; i++) to[at(i)] = 0;
      to[at(0)] = set.images * meanOf(from, set, at);
    },
  },
  exchange: {
    forward: (from, to, { images, shift }, at) => {
      for (let i = 0; i < images; i++) to[at(i)] = from[at((i + shift) % images)]!;
    },
    backward: (from, to, { images, shift }, at) => {
      for (let i = 0; i < images; i++) to[at((i + shift) % images)] = from[at(i)]!;
    },
  },
};

/**
 * @param values [images, units]
 * @returns [images, units], a new array
 */
export function replaceInactive(
  values: Float32Array,
  sets: readonly PlacedSet[],
  inactive: Inactive,
): Float32Array {
  return applied(rules[inactive].forward, values, sets);
}

/**
 * The adjoint of `replaceInactive`.
 *
 * @param gradient dL/d(replaced) [images, units]
 * @returns dL/d(values) [images, units], a new array
 */
export function replaceInactiveBackward(
  gradient: Float32Array,
  sets: readonly PlacedSet[],
  inactive: Inactive,
): Float32Array {
  return applied(rules[inactive].backward, gradient, sets);
}

function applied(rule: Rule, values: Float32Array, sets: readonly PlacedSet[]): Float32Array {
  const result = values.slice();
  eachInactive(sets, (set, at) => rule(values, result, set, at));
  return result;
}

/** The mean of one unit over a set. */
export function meanOf(
  values: Float32Array,
  { images }: Pick<PlacedSet, 'images'>,
  at: (i: number) => number,
): number {
  let sum = 0;
  for (let i = 0; i < images; i++) sum += values[at(i)]!;
  return sum / images;
}
