import type { LabelledCodes } from './codes.js';
import { informationMatrix } from './mutualInformation.js';

/**
 * Modularity, in [0, 1]: 1 where every unit carries information about one factor only.
 *
 * Ridgeway and Mozer 2018, "Learning Deep Disentangled Embeddings with the F-Statistic Loss", section 3. A
 * unit without any information counts as 0, as in disentanglement_lib: dead units lower the score.
 */
export function modularity(points: LabelledCodes): number {
  const scores = informationMatrix(points).map((row) => {
    const squares = row.map((value) => value * value);
    const max = Math.max(...squares);
    if (max === 0) return 0;
    const others = squares.reduce((a, b) => a + b) - max;
    return 1 - others / (max * (squares.length - 1));
  });
  return scores.reduce((a, b) => a + b, 0) / scores.length;
}
