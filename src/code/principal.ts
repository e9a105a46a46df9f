import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/**
 * The directions in which a group of many units differs most between people: what a sweep of shape or
 * texture runs along. Plain data, stored with the model as JSON.
 */
export interface PrincipalDirections {
  /** [units] */
  readonly mean: readonly number[];
  /** Unit vectors [direction][units], the one with the largest deviation first. */
  readonly directions: readonly (readonly number[])[];
  /** Standard deviation along each direction. */
  readonly deviations: readonly number[];
}

/** More than anyone sweeps; the ninth moves a face less than the eye sees. */
const KEPT = 8;

/**
 * Principal component analysis of a group's posterior means. A direction's sign is chosen so that its
 * largest entry is positive, and so does not depend on the solver.
 *
 * @param codes [images, units], the group's units alone
 * @param units at least 1
 */
export function principalDirections(codes: Float32Array, units: number): PrincipalDirections {
  const images = codes.length / units;
  const rows = Matrix.from1DArray(images, units, Array.from(codes));
  const mean = rows.mean('column');
  const centred = rows.subRowVector(mean);
  const covariance = centred.transpose().mmul(centred).div(images);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i).sort((i, j) => realEigenvalues[j]! - realEigenvalues[i]!);
  const kept = order.slice(0, KEPT);
  return {
    mean,
    directions: kept.map((i) => positive(eigenvectorMatrix.getColumn(i))),
    deviations: kept.map((i) => Math.sqrt(Math.max(0, realEigenvalues[i]!))),
  };
}

function positive(vector: readonly number[]): readonly number[] {
  const largest = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
  return largest < 0 ? vector.map((x) => -x) : vector;
}
