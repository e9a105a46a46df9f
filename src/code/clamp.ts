/**
 * Clamping (paper, section 3, steps 4 and 5): within a batch every code unit outside the trained groups is
 * replaced by its mean over the batch, so the decoder must explain all that differs between the images by
 * the trained units alone.
 *
 * The authors' released code clamps to the batch's first sample. The mean is what the paper says, and it
 * does not depend on the order of the images.
 *
 * @param values [batch, units]
 * @param trained [units], 1 where the unit passes unchanged, 0 where it is clamped
 * @returns [batch, units], a new array
 */
export function clamp(values: Float32Array, trained: Uint8Array): Float32Array {
  return replaceByMean(values, trained);
}

/**
 * The exact gradient of `clamp`: each image contributes 1/batch to a clamped unit's mean, so it gets the
 * mean of the gradients. The paper does not pass this on: see `invariance.ts`.
 *
 * @param gradient dL/d(clamped) [batch, units]
 * @returns dL/d(values) [batch, units], a new array
 */
export function clampBackward(gradient: Float32Array, trained: Uint8Array): Float32Array {
  return replaceByMean(gradient, trained);
}

/** The mean of each unit over the batch: [batch, units] -> [units]. */
export function batchMean(values: Float32Array, units: number): Float64Array {
  const mean = new Float64Array(units);
  for (let i = 0; i < values.length; i += units) for (let u = 0; u < units; u++) mean[u]! += values[i + u]!;
  const batch = values.length / units;
  return mean.map((sum) => sum / batch);
}

/** Averaging over the batch is a symmetric linear map: forward and backward are the same. */
function replaceByMean(values: Float32Array, trained: Uint8Array): Float32Array {
  const units = trained.length;
  const mean = batchMean(values, units);
  const result = values.slice();
  for (let i = 0; i < values.length; i += units)
    for (let u = 0; u < units; u++) if (trained[u] === 0) result[i + u] = mean[u]!;
  return result;
}
