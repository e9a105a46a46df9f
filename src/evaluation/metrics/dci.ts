import type { Random } from '../../numeric/random.js';
import { BoostedTrees } from '../learners/boostedTrees.js';
import { sortFeatures } from '../learners/regressionTree.js';
import { accuracy, type LabelledCodes, levelCount } from './codes.js';

/** Each in [0, 1]. */
export interface Dci {
  /** 1 where every unit matters to one factor only. */
  readonly disentanglement: number;
  /** 1 where every factor is read from one unit only. */
  readonly completeness: number;
  /** Mean test accuracy of the classifiers that read the factors. */
  readonly informativeness: number;
}

/**
 * Disentanglement, completeness and informativeness.
 *
 * Eastwood and Williams 2018, "A Framework for the Quantitative Evaluation of Disentangled
 * Representations", section 2; importances from gradient boosted trees, as in disentanglement_lib.
 */
export function dci(train: LabelledCodes, test: LabelledCodes, random: Random): Dci {
  const features = sortFeatures(train.codes);
  const readings = train.labels.map((labels, k) => {
    const model = new BoostedTrees(features, labels, levelCount(labels), random);
    return {
      importances: model.importances,
      accuracy: accuracy(model.predict(test.codes), test.labels[k]!),
    };
  });
  const byUnit = train.codes.map((_, j) => readings.map(({ importances }) => importances[j]!));
  const byFactor = readings.map(({ importances }) => Array.from(importances));
  return {
    disentanglement: concentration(byUnit),
    completeness: concentration(byFactor),
    informativeness: readings.reduce((sum, reading) => sum + reading.accuracy, 0) / readings.length,
  };
}

/** 1 minus the relative entropy of each row, averaged with the rows' sums as weights. */
export function concentration(rows: readonly (readonly number[])[]): number {
  const total = rows.flat().reduce((a, b) => a + b, 0);
  let score = 0;
  for (const row of rows) {
    // disentanglement_lib adds 1e-11, which settles what a row of zeros is: evenly spread.
    const sum = row.reduce((a, b) => a + b + 1e-11, 0);
    let relative = 1;
    for (const value of row) {
      const share = (value + 1e-11) / sum;
      relative += (share * Math.log(share)) / Math.log(row.length);
    }
    const weight = total === 0 ? 1 / rows.length : row.reduce((a, b) => a + b, 0) / total;
    score += weight * relative;
  }
  return score;
}
