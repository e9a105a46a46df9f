import type { LabelledCodes } from './codes.js';
import { entropy, informationMatrix } from './mutualInformation.js';

/**
 * Mutual information gap, in [0, 1]: how much more the best unit knows of a factor than the second best, as
 * a share of the factor's entropy, averaged over factors.
 *
 * Chen, Li, Grosse, Duvenaud 2018, "Isolating Sources of Disentanglement in VAEs", equation 6.
 */
export function mig(points: LabelledCodes): number {
  const information = informationMatrix(points);
  const gaps = points.labels.map((factor, k) => {
    const [first = 0, second = 0] = information.map((row) => row[k]!).sort((a, b) => b - a);
    return (first - second) / entropy(factor);
  });
  return gaps.reduce((a, b) => a + b, 0) / gaps.length;
}
