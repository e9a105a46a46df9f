import { ranks } from '../statistics/correlation.js';
import {
  clusterVariance,
  type Estimate,
  estimateProbability,
  estimateShare,
} from '../statistics/estimate.js';

/** Pairs of images and how alike they are. */
export interface Trials {
  readonly scores: ArrayLike<number>;
  /** 1 where both images show the same person. */
  readonly same: ArrayLike<number>;
  /** Whom the probe shows: trials about one person are not independent. */
  readonly people: ArrayLike<number>;
  /** Whom it is held against: nor are those against one person. */
  readonly others: ArrayLike<number>;
}

/** A point of the receiver operating characteristic: pairs with scores of at least `threshold` are accepted. */
export interface OperatingPoint {
  readonly threshold: number;
  /** Share of pairs of one person that are accepted. */
  readonly truePositives: number;
  /** Share of pairs of two people that are accepted. */
  readonly falsePositives: number;
}

/** From accepting nothing (threshold infinity) to accepting everything, one point a distinct score. */
export function rocCurve({ scores, same }: Trials): readonly OperatingPoint[] {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const positives = order.filter((i) => same[i] === 1).length;
  const negatives = order.length - positives;
  const points: OperatingPoint[] = [
    { threshold: Number.POSITIVE_INFINITY, truePositives: 0, falsePositives: 0 },
  ];
  let accepted = 0;
  for (const [k, i] of order.entries()) {
    accepted += same[i]!;
    if (scores[i] === scores[order[k + 1] ?? -1]) continue;
    points.push({
      threshold: scores[i]!,
      truePositives: accepted / positives,
      falsePositives: (k + 1 - accepted) / negatives,
    });
  }
  return points;
}

/**
 * Area under the curve: the chance that a pair of one person scores above a pair of two, ties counting half
 * (Mann-Whitney). The interval takes the trials of one person as a cluster (Obuchowski 1997, DeLong's method), on
 * whichever side of them the person is.
 */
export function areaUnderCurve({ scores, same, people, others }: Trials): Estimate {
  const all = ranks(scores);
  const indices = Array.from({ length: scores.length }, (_, i) => i);
  const sides = [1, 0].map((side) => {
    const members = indices.filter((i) => same[i] === side);
    return { members, own: ranks(members.map((i) => scores[i]!)) };
  });
  const [genuine, impostor] = [sides[0]!, sides[1]!];
  const m = genuine.members.length;
  const n = impostor.members.length;
  const above = genuine.members.map((i, k) => (all[i]! - genuine.own[k]!) / n);
  const below = impostor.members.map((i, k) => 1 - (all[i]! - impostor.own[k]!) / m);
  const area = above.reduce((sum, v) => sum + v, 0) / m;
  const residuals = new Array<number>(scores.length);
  for (const [k, i] of genuine.members.entries()) residuals[i] = (above[k]! - area) / m;
  for (const [k, i] of impostor.members.entries()) residuals[i] = (below[k]! - area) / n;
  return estimateProbability(area, clusterVariance(residuals, people, others));
}

/** Where as many pairs of one person are refused as pairs of two are accepted. */
export function equalErrorRate(trials: Trials): { readonly rate: number; readonly threshold: number } {
  const curve = rocCurve(trials).slice(1);
  const gap = ({ truePositives, falsePositives }: OperatingPoint): number =>
    Math.abs(1 - truePositives - falsePositives);
  const best = curve.reduce((a, b) => (gap(b) < gap(a) ? b : a));
  return { rate: (1 - best.truePositives + best.falsePositives) / 2, threshold: best.threshold };
}

/** Share of trials that the threshold decides rightly. */
export function shareRight({ scores, same, people, others }: Trials, threshold: number): Estimate {
  const right = Array.from(scores, (score, i) => ((score >= threshold ? 1 : 0) === same[i] ? 1 : 0));
  return estimateShare(right, people, others);
}

/**
 * The rank at which the right person comes, from 1. Equal scores count as ahead, so that features that tell
 * nobody apart gain nothing.
 */
export function identificationRank(scores: ArrayLike<number>, right: number): number {
  let rank = 1;
  for (let j = 0; j < scores.length; j++) if (j !== right && scores[j]! >= scores[right]!) rank++;
  return rank;
}
