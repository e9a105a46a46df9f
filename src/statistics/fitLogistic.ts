import { Matrix, solve } from 'ml-matrix';
import type { Logistic } from './logistic.js';

/** Newton steps: they double the digits each, and ten are more than any such fit has needed. */
const STEPS = 25;

/**
 * Logistic regression by Newton's method, with a quadratic penalty on the weights, without which cases that can be told
 * apart perfectly would have none.
 *
 * @param rows numbers of each case, all of one length
 * @param outcomes whether each case is one
 */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  outcomes: readonly boolean[],
  penalty: number,
): Logistic {
  const design = new Matrix(rows.map((row) => [...row, 1]));
  const width = design.columns;
  let solution = Matrix.zeros(width, 1);
  for (let step = 0; step < STEPS; step++) {
    const shares = design
      .mmul(solution)
      .to1DArray()
      .map((logit) => 1 / (1 + Math.exp(-logit)));
    const slope = design
      .transpose()
      .mmul(Matrix.columnVector(shares.map((p, i) => p - (outcomes[i] ? 1 : 0))));
    const curvature = design.transpose().mmul(design.clone().mulColumnVector(shares.map((p) => p * (1 - p))));
    for (let k = 0; k < width - 1; k++) {
      slope.set(k, 0, slope.get(k, 0) + penalty * solution.get(k, 0));
      curvature.set(k, k, curvature.get(k, k) + penalty);
    }
    curvature.set(width - 1, width - 1, curvature.get(width - 1, width - 1) + 1e-9);
    solution = Matrix.sub(solution, solve(curvature, slope));
  }
  const weights = solution.to1DArray();
  return { weights: weights.slice(0, -1), bias: weights.at(-1)! };
}
