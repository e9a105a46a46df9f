import { equalBins } from '../../statistics/eta2.js';
import { type LabelledCodes, levelCount } from './codes.js';

/** Bins of a code unit, as in disentanglement_lib's histogram discretiser. */
export const BINS = 20;

/** Mutual information in nats of two columns of labels, from their joint histogram. */
export function mutualInformation(a: Int32Array, b: Int32Array): number {
  const width = levelCount(b);
  const height = levelCount(a);
  const joint = new Float64Array(height * width);
  const rows = new Float64Array(height);
  const columns = new Float64Array(width);
  for (let i = 0; i < a.length; i++) {
    joint[a[i]! * width + b[i]!]! += 1;
    rows[a[i]!]! += 1;
    columns[b[i]!]! += 1;
  }
  let sum = 0;
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const count = joint[i * width + j]!;
      if (count > 0) sum += count * Math.log((count * a.length) / (rows[i]! * columns[j]!));
    }
  }
  return Math.max(0, sum / a.length);
}

/** Entropy in nats: the information of a column about itself. */
export function entropy(labels: Int32Array): number {
  return mutualInformation(labels, labels);
}

/** Mutual information of every unit, put into 20 equal bins, with every factor, [units][factors]. */
export function informationMatrix({ codes, labels }: LabelledCodes): number[][] {
  return codes.map((unit) => {
    const bins = equalBins(unit, BINS);
    return labels.map((factor) => mutualInformation(bins, factor));
  });
}
