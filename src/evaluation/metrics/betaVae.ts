import type { Random } from '../../numeric/random.js';
import { LogisticRegression } from '../learners/logisticRegression.js';
import { accuracy, type LabelledCodes, pointsByLevel, rowsOf } from './codes.js';

/** disentanglement_lib's constants, shared with the FactorVAE score. */
export interface Draws {
  /** Images (or pairs of images) a vote. */
  readonly batch: number;
  readonly train: number;
  readonly test: number;
}

export const PUBLISHED_DRAWS: Draws = { batch: 64, train: 10_000, test: 5_000 };

/**
 * BetaVAE score, in [0, 1]: test accuracy of a linear classifier that tells which factor the two images of
 * each pair share, from the mean absolute difference of their codes.
 *
 * Higgins et al. 2017, "beta-VAE", appendix A.4; logistic regression as in disentanglement_lib.
 */
export function betaVaeScore(points: LabelledCodes, random: Random, draws: Draws = PUBLISHED_DRAWS): number {
  const train = drawPairs(points, random, draws.batch, draws.train);
  const model = new LogisticRegression(train.differences, train.shared, points.labels.length);
  const test = drawPairs(points, random, draws.batch, draws.test);
  return accuracy(model.predict(test.differences), test.shared);
}

/** Mean absolute differences, [units][count], and the factor that each batch of pairs shares. */
function drawPairs(
  points: LabelledCodes,
  random: Random,
  batch: number,
  count: number,
): { readonly differences: Float64Array[]; readonly shared: Int32Array } {
  const { codes, labels } = points;
  const units = codes.length;
  const rows = rowsOf(points);
  const alike = pointsByLevel(points);
  const differences = codes.map(() => new Float64Array(count));
  const sum = new Float64Array(units);
  const shared = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const factor = random.integer(labels.length);
    shared[i] = factor;
    sum.fill(0);
    for (let pair = 0; pair < batch; pair++) {
      const first = random.integer(labels[factor]!.length);
      const others = alike[factor]![labels[factor]![first]!]!;
      const a = units * first;
      const b = units * others[random.integer(others.length)]!;
      for (let j = 0; j < units; j++) sum[j]! += Math.abs(rows[a + j]! - rows[b + j]!);
    }
    for (let j = 0; j < units; j++) differences[j]![i] = sum[j]! / batch;
  }
  return { differences, shared };
}
