import { ranks } from '../../statistics/correlation.js';
import { mean, variance } from '../../statistics/moments.js';
import { LogisticRegression } from '../learners/logisticRegression.js';
import { type LabelledCodes, levelCount } from './codes.js';

/**
 * Explicitness, in [0.5, 1] up to chance: how well a linear classifier of the whole code tells each level
 * of a factor from the others. Mean over levels and factors of the area under the ROC curve on test points.
 *
 * Ridgeway and Mozer 2018, section 3; logistic regression on standardised units, as in disentanglement_lib.
 */
export function explicitness(train: LabelledCodes, test: LabelledCodes): number {
  const [trainCodes, testCodes] = standardise(train.codes, test.codes);
  const scores = train.labels.map((labels, k) => {
    const classes = levelCount(labels);
    const probabilities = new LogisticRegression(trainCodes, labels, classes).probabilities(testCodes);
    const areas = probabilities.map((p, level) => areaUnderRoc(p, test.labels[k]!, level));
    return areas.reduce((a, b) => a + b) / classes;
  });
  return scores.reduce((a, b) => a + b) / scores.length;
}

/** The probability that a point of the level scores above another: the Mann-Whitney statistic. */
function areaUnderRoc(scores: Float64Array, labels: Int32Array, level: number): number {
  const rank = ranks(scores);
  let positives = 0;
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== level) continue;
    positives++;
    sum += rank[i]!;
  }
  return (sum - (positives * (positives + 1)) / 2) / (positives * (labels.length - positives));
}

/** Both by the training points' mean and deviation; a unit that does not vary becomes zero. */
function standardise(
  train: readonly Float64Array[],
  test: readonly Float64Array[],
): [Float64Array[], Float64Array[]] {
  const centers = train.map(mean);
  const scales = train.map((unit) => Math.sqrt(variance(unit)) || Infinity);
  const apply = (codes: readonly Float64Array[]) =>
    codes.map((unit, j) => unit.map((value) => (value - centers[j]!) / scales[j]!));
  return [apply(train), apply(test)];
}
