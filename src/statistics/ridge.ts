import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { mean, variance } from './moments.js';

/** A linear reading of a code: prediction = intercept + sum of weight x unit. */
export interface LinearReading {
  readonly intercept: number;
  /** One a unit. */
  readonly weights: Float64Array;
}

/**
 * Ridge regression: least squares with an L2 penalty on the weights of the standardised units, none on the
 * intercept. What a reviewer of the paper asked for as the fair way to read an entangled code.
 *
 * @param units columns: one array of values a code unit
 * @param penalty `alpha` in scikit-learn's Ridge on standardised columns
 */
export function ridge(
  units: readonly ArrayLike<number>[],
  target: ArrayLike<number>,
  penalty = 1,
): LinearReading {
  const count = target.length;
  const centers = units.map(mean);
  const scales = units.map((unit) => Math.sqrt(variance(unit)) || 1);
  const center = mean(target);
  const standard = units.map((unit, j) =>
    Float64Array.from({ length: count }, (_, i) => (unit[i]! - centers[j]!) / scales[j]!),
  );
  const gram = new Matrix(units.length, units.length);
  const moment = new Matrix(units.length, 1);
  for (let j = 0; j < units.length; j++) {
    for (let k = 0; k <= j; k++) {
      const value = dot(standard[j]!, standard[k]!) + (j === k ? penalty : 0);
      gram.set(j, k, value);
      gram.set(k, j, value);
    }
    let sum = 0;
    for (let i = 0; i < count; i++) sum += standard[j]![i]! * (target[i]! - center);
    moment.set(j, 0, sum);
  }
  const solution = new CholeskyDecomposition(gram).solve(moment);
  const weights = Float64Array.from(units, (_, j) => solution.get(j, 0) / scales[j]!);
  return { intercept: center - weights.reduce((sum, w, j) => sum + w * centers[j]!, 0), weights };
}

/** Applies a reading to new codes. */
export function readLinear(reading: LinearReading, units: readonly ArrayLike<number>[]): Float64Array {
  const result = new Float64Array(units[0]?.length ?? 0).fill(reading.intercept);
  for (const [j, unit] of units.entries()) {
    const weight = reading.weights[j]!;
    for (let i = 0; i < result.length; i++) result[i]! += weight * unit[i]!;
  }
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
