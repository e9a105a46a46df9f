import { meanOf } from './inactive.js';
import { eachInactive, type PlacedSet } from './sets.js';

/**
 * Invariance targeting (paper, section 3, step 7): a clamped unit ought not to change within the batch, so
 * its gradient is replaced by its difference from the batch mean, times a weight (1/100 in the paper).
 * Trained units keep their gradient.
 *
 * The sign is the one with which *descent* pulls the unit towards its mean: value - mean. It is the gradient
 * of weight / 2 times the sum of squared differences. (The released code ascends, and pushes them apart.)
 *
 * @param gradient dL/d(values) [images, units]
 * @param values the units before they were clamped [images, units]
 * @returns [images, units], a new array
 */
export function targetInvariance(
  gradient: Float32Array,
  values: Float32Array,
  sets: readonly PlacedSet[],
  weight: number,
): Float32Array {
  const result = gradient.slice();
  eachInactive(sets, (set, at) => {
    const mean = meanOf(values, set, at);
    for (let i = 0; i < set.images; i++) result[at(i)] = weight * (values[at(i)]! - mean);
  });
  return result;
}
