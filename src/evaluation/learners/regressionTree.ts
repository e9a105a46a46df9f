import type { Random } from '../../numeric/random.js';
import { shuffle } from '../statistics/shuffle.js';

/** A split of a node in two; `left` and `right` are indices of nodes. */
interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly left: number;
  readonly right: number;
}

/** Features sorted once, for all the trees that are grown on them. */
export interface SortedFeatures {
  readonly columns: readonly Float64Array[];
  /** The points of each feature in ascending order. */
  readonly orders: readonly Uint32Array[];
}

export function sortFeatures(columns: readonly Float64Array[]): SortedFeatures {
  const orders = columns.map((column) =>
    Uint32Array.from(column, (_, i) => i).sort((a, b) => column[a]! - column[b]!),
  );
  return { columns, orders };
}

/** What is known of a node's best split while one feature after the other is scanned. */
interface Candidate {
  gain: number;
  feature: number;
  threshold: number;
}

/** Values closer than this are not split apart (scikit-learn's FEATURE_THRESHOLD). */
const SAME = 1e-7;

/**
 * Regression tree with squared error, grown level by level: every level is one pass over each sorted
 * feature for all of its nodes together (the exact greedy splits of scikit-learn's DecisionTreeRegressor).
 * Small nodes have many equally good splits: features are visited in a random order, as there, since a fixed
 * one would credit the first units with what they share with others.
 */
export class RegressionTree {
  /** The leaf of every training point: an index into `leafValues`. */
  readonly leaves: Int32Array;
  /** Squared error that the splits on each feature have removed, divided by the number of points. */
  readonly importances: Float64Array;
  /** One value a node, set by whoever boosts the tree; only those of leaves count. */
  readonly leafValues: Float64Array;
  readonly #splits: (Split | undefined)[] = [undefined];

  constructor(features: SortedFeatures, target: Float64Array, depth: number, random: Random) {
    const points = target.length;
    const nodes = new Int32Array(points);
    this.importances = new Float64Array(features.columns.length);
    let frontier = [0];
    for (let level = 0; level < depth && frontier.length > 0; level++) {
      const best = bestSplits(features, target, nodes, this.#splits.length, frontier, random);
      const next: number[] = [];
      for (const node of frontier) {
        const { gain, feature, threshold } = best.get(node)!;
        if (!(gain > 0)) continue;
        this.importances[feature]! += gain / points;
        const left = this.#splits.push(undefined, undefined) - 2;
        this.#splits[node] = { feature, threshold, left, right: left + 1 };
        next.push(left, left + 1);
      }
      for (let i = 0; i < points; i++) {
        const split = this.#splits[nodes[i]!];
        if (split !== undefined) {
          nodes[i] = features.columns[split.feature]![i]! <= split.threshold ? split.left : split.right;
        }
      }
      frontier = next;
    }
    this.leaves = nodes;
    this.leafValues = new Float64Array(this.#splits.length);
  }

  /** The value of the leaf that a point falls into. */
  predict(columns: readonly Float64Array[], point: number): number {
    let node = 0;
    for (let split = this.#splits[0]; split !== undefined; split = this.#splits[node]) {
      node = columns[split.feature]![point]! <= split.threshold ? split.left : split.right;
    }
    return this.leafValues[node]!;
  }
}

/** For every node of the frontier the split that removes most squared error; a gain of 0 where none does. */
function bestSplits(
  { columns, orders }: SortedFeatures,
  target: Float64Array,
  nodes: Int32Array,
  nodeCount: number,
  frontier: readonly number[],
  random: Random,
): Map<number, Candidate> {
  const totals = new Float64Array(nodeCount);
  const squares = new Float64Array(nodeCount);
  const counts = new Float64Array(nodeCount);
  for (let i = 0; i < target.length; i++) {
    totals[nodes[i]!]! += target[i]!;
    squares[nodes[i]!]! += target[i]! ** 2;
    counts[nodes[i]!]! += 1;
  }
  const best = new Map(frontier.map((node) => [node, { gain: 0, feature: -1, threshold: 0 }]));
  const byNode = Array.from({ length: nodeCount }, (_, node) => best.get(node));
  for (const node of frontier) {
    // A node without impurity has nothing to gain but rounding.
    const impurity = squares[node]! - totals[node]! ** 2 / counts[node]!;
    if (impurity <= 1e-14 * squares[node]!) byNode[node] = undefined;
  }
  const sum = new Float64Array(nodeCount);
  const count = new Float64Array(nodeCount);
  const last = new Float64Array(nodeCount);
  for (const feature of shuffle(columns.keys(), random)) {
    const order = orders[feature]!;
    const column = columns[feature]!;
    sum.fill(0);
    count.fill(0);
    for (let i = 0; i < order.length; i++) {
      const point = order[i]!;
      const node = nodes[point]!;
      const candidate = byNode[node];
      if (candidate === undefined) continue;
      const x = column[point]!;
      const n = count[node]!;
      if (n > 0 && x > last[node]! + SAME) {
        const rest = counts[node]! - n;
        const difference = sum[node]! / n - (totals[node]! - sum[node]!) / rest;
        const gain = ((n * rest) / counts[node]!) * difference * difference;
        if (gain > candidate.gain) {
          candidate.gain = gain;
          candidate.feature = feature;
          candidate.threshold = (last[node]! + x) / 2;
        }
      }
      sum[node]! += target[point]!;
      count[node] = n + 1;
      last[node] = x;
    }
  }
  return best;
}
