import { lbfgs } from './lbfgs.js';

/**
 * Multinomial logistic regression with an L2 penalty on the weights: scikit-learn's LogisticRegression()
 * with its default C = 1, whose strictly convex loss has one minimum, so the two agree whatever the solver.
 *
 * Own code because ml-logistic-regression 2.0 is one-against-all, has neither penalty nor intercept, and
 * takes a fixed number of gradient steps: its answer is not the minimum of anything.
 */
export class LogisticRegression {
  readonly classes: number;
  /** [classes, features + 1], the intercept last. */
  readonly weights: Float64Array;

  /**
   * @param features columns, [features][points]
   * @param labels 0 ... classes - 1, one a point
   */
  constructor(features: readonly Float64Array[], labels: Int32Array, classes: number) {
    this.classes = classes;
    const width = features.length + 1;
    this.weights = new Float64Array(classes * width);
    const points = labels.length;
    const residual = Array.from({ length: classes }, () => new Float64Array(points));
    lbfgs(
      (weights, gradient) => {
        scores(features, weights, residual);
        let loss = 0;
        for (let i = 0; i < points; i++) {
          let max = -Infinity;
          for (const row of residual) max = Math.max(max, row[i]!);
          let sum = 0;
          const own = residual[labels[i]!]![i]!;
          for (const row of residual) {
            const e = Math.exp(row[i]! - max);
            row[i] = e;
            sum += e;
          }
          for (const row of residual) row[i]! /= sum;
          residual[labels[i]!]![i]! -= 1;
          loss += Math.log(sum) + max - own;
        }
        for (let c = 0; c < classes; c++) {
          for (let j = 0; j < width; j++) {
            const column = features[j];
            const at = c * width + j;
            let slope = 0;
            if (column === undefined) for (let i = 0; i < points; i++) slope += residual[c]![i]!;
            else {
              for (let i = 0; i < points; i++) slope += residual[c]![i]! * column[i]!;
              slope += weights[at]!;
              loss += weights[at]! ** 2 / 2;
            }
            gradient[at] = slope / points;
          }
        }
        return loss / points;
      },
      this.weights,
      1e-4,
      1000,
    );
  }

  /** Log-odds up to a constant a point, [classes][points]. */
  scores(features: readonly Float64Array[]): Float64Array[] {
    const result = Array.from({ length: this.classes }, () => new Float64Array(features[0]!.length));
    scores(features, this.weights, result);
    return result;
  }

  /** Probability of each class, [classes][points]. */
  probabilities(features: readonly Float64Array[]): Float64Array[] {
    const result = this.scores(features);
    for (let i = 0; i < result[0]!.length; i++) {
      let max = -Infinity;
      for (const row of result) max = Math.max(max, row[i]!);
      let sum = 0;
      for (const row of result) {
        row[i] = Math.exp(row[i]! - max);
        sum += row[i]!;
      }
      for (const row of result) row[i]! /= sum;
    }
    return result;
  }

  /** The likeliest class of every point. */
  predict(features: readonly Float64Array[]): Int32Array {
    return argmaxOverRows(this.scores(features));
  }
}

/** For every column the row with the largest value, the first of equals. */
export function argmaxOverRows(rows: readonly Float64Array[]): Int32Array {
  return Int32Array.from({ length: rows[0]!.length }, (_, i) => {
    let best = 0;
    for (let c = 1; c < rows.length; c++) if (rows[c]![i]! > rows[best]![i]!) best = c;
    return best;
  });
}

function scores(
  features: readonly Float64Array[],
  weights: Float64Array,
  result: readonly Float64Array[],
): void {
  const width = features.length + 1;
  for (const [c, row] of result.entries()) {
    row.fill(weights[c * width + width - 1]!);
    for (const [j, column] of features.entries()) {
      const weight = weights[c * width + j]!;
      for (let i = 0; i < row.length; i++) row[i]! += weight * column[i]!;
    }
  }
}
