import { log } from '../numeric/elementary.js';
import type { Random } from '../numeric/random.js';

/**
 * A normal guess at the posterior, coordinate by coordinate in latent space: the prior itself, or what the
 * encoder reads off the image. Every sampler is exact under any guide; a good one saves renders.
 */
export interface Guide {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** No guess at all. */
export function priorGuide(dimensions: number): Guide {
  return { mean: new Float64Array(dimensions), deviation: new Float64Array(dimensions).fill(1) };
}

export function drawFrom({ mean, deviation }: Guide, random: Random): Float64Array {
  return mean.map((m, i) => m + deviation[i]! * random.normal());
}

/** log prior - log guide. */
export function logPriorOverGuide({ mean, deviation }: Guide, point: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < point.length; i++) {
    const x = point[i]!;
    sum += log(deviation[i]!) + (((x - mean[i]!) / deviation[i]!) ** 2 - x * x) / 2;
  }
  return sum;
}
