import { batchMean } from './clamp.js';

/**
 * Invariance targeting (paper, section 3, step 7): a clamped unit ought not to change within the batch, so
 * its gradient is replaced by its difference from the batch mean, times a weight (1/100 in the paper).
 * Trained units keep their gradient.
 *
 * The sign is the one with which *descent* pulls the unit towards its mean: value - mean. It is the gradient
 * of weight / 2 times the sum of squared differences. (The released code ascends, and pushes them apart.)
 *
 * @param gradient dL/d(values) [batch, units]
 * @param values the units before they were clamped [batch, units]
 * @param trained [units], 1 trained, 0 clamped
 * @returns [batch, units], a new array
 */
export function targetInvariance(
  gradient: Float32Array,
  values: Float32Array,
  trained: Uint8Array,
  weight: number,
): Float32Array {
  const units = trained.length;
  const mean = batchMean(values, units);
  return gradient.map((g, i) => (trained[i % units] === 1 ? g : weight * (values[i]! - mean[i % units]!)));
}
