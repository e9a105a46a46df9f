import { eachInactive } from './sets.js';

/**
 * What takes the place of an inactive unit, so that the decoder must explain all that differs between the images of a
 * set by the trained units alone.
 *
 * - `mean`: its mean over the set (paper, section 3, steps 4 and 5).
 * - `first`: that of the set's first image (the authors' released code).
 * - `exchange`: that of another image of the set. The loss is then the error of re-rendering from one image: an image is
 *   drawn from its own active units and from what another image says of all that they share. It is the unbiased version
 *   of both, needs no pull towards the mean, and reached a re-rendering error of .0036 where the mean with its pull had
 *   .0067 (docs/experiments.md).
 */
export type Inactive = 'mean' | 'first' | 'exchange';

/** Where in a step's rows the sets lie, which of their units are trained, and how far each set is shifted. */
export interface PlacedSet {
  /** Row of the set's first image. */
  readonly start: number;
  readonly images: number;
  /** [units], 1 where a unit passes unchanged, 0 where it is replaced. */
  readonly trained: Uint8Array;
  /** Exchange: image i takes the units of image (i + shift) mod images. */
  readonly shift: number;
}

/**
 * @param values [images, units]
 * @returns [images, units], a new array
 */
export function replaceInactive(
  values: Float32Array,
  sets: readonly PlacedSet[],
  inactive: Inactive,
): Float32Array {
  const result = values.slice();
  eachInactive(sets, (set, i, at) => {
    if (inactive === 'exchange') result[at(i)] = values[at((i + set.shift) % set.images)]!;
    else if (inactive === 'first') result[at(i)] = values[at(0)]!;
    else if (i === 0) {
      const mean = meanOf(values, set, at);
      for (let k = 0; k < set.images; k++) result[at(k)] = mean;
    }
  });
  return result;
}

/**
 * The adjoint of `replaceInactive`: the gradient goes to the images that the units came from.
 *
 * @param gradient dL/d(replaced) [images, units]
 * @returns dL/d(values) [images, units], a new array
 */
export function replaceInactiveBackward(
  gradient: Float32Array,
  sets: readonly PlacedSet[],
  inactive: Inactive,
): Float32Array {
  // Averaging is a symmetric map: forward and backward are the same.
  if (inactive === 'mean') return replaceInactive(gradient, sets, inactive);
  const result = gradient.slice();
  eachInactive(sets, (set, i, at) => {
    if (inactive === 'exchange') result[at((i + set.shift) % set.images)] = gradient[at(i)]!;
    else if (i === 0) {
      const sum = set.images * meanOf(gradient, set, at);
      for (let k = 0; k < set.images; k++) result[at(k)] = k === 0 ? sum : 0;
    }
  });
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
