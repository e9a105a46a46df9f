import { mean, variance } from '../statistics/moments.js';
import type { Posterior } from './posterior.js';

/** Mean and standard deviation of each unit of a code [units]. */
export interface CodeMoments {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/**
 * Of the sampled code.
 *
 * @param posterior of images in which all that the code has to hold varies [images, units]
 */
export function codeMoments({ mu, logVar }: Posterior, units: number): CodeMoments {
  const moments = Array.from({ length: units }, (_, u) => {
    const column = (values: Float32Array) => values.filter((_, i) => i % units === u);
    return {
      mean: mean(column(mu)),
      deviation: Math.sqrt(variance(column(mu)) + mean(column(logVar).map(Math.exp))),
    };
  });
  return { mean: moments.map((one) => one.mean), deviation: moments.map(({ deviation }) => deviation) };
}

/** A code [images, units] in units that have mean 0 and deviation 1. */
export function standardise(code: Float32Array, { mean, deviation }: CodeMoments): Float32Array {
  const units = mean.length;
  return code.map((value, i) => (value - mean[i % units]!) / deviation[i % units]!);
}
