import { toPixels } from '../dataset/pixels.js';
import { encodeImages } from '../evaluation/encodeImages.js';
import type { Model } from '../model/model.js';

/** What images are compared by: [n, size, size], 0 to 255 -> [n, features]. Equal steps count equally. */
export type Summary = (images: Uint8Array) => Promise<Float32Array>;

/**
 * The graphics code, each unit in multiples of the encoder's own uncertainty, so that a distance of 1 is one
 * standard deviation of the posterior, and units that say nothing (mu 0, sigma 1) hardly count.
 *
 * @param deviations of the encoder's posterior, one a unit
 */
export function codeSummary(model: Model, deviations: Float64Array): Summary {
  return async (images) => {
    const { mu, units } = await encodeImages(model, images);
    return mu.map((value, i) => value / deviations[i % units]!);
  };
}

/** The pixels, in multiples of a tenth of white. */
export const pixelSummary: Summary = async (images) => toPixels(images).map((grey) => grey * 10);

/** Root of the summed squares of the differences. */
export function euclidean(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum);
}
