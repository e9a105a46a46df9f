import type { Random } from '../../numeric/random.js';
import { shuffle } from '../../statistics/shuffle.js';

/** Features sorted once, for all the trees that are grown on them. */
export interface SortedFeatures {
  readonly columns: readonly Float64Array[];
  /** The points of each feature in ascending order, [features, points]. */
  readonly order: Uint32Array;
}

export function sortFeatures(columns: readonly Float64Array[]): SortedFeatures {
  const points = columns[0]!.length;
  const order = new Uint32Array(columns.length * points);
  for (const [feature, column] of columns.entries()) {
    const row = order.subarray(feature * points, (feature + 1) * points);
    for (let i = 0; i < points; i++) row[i] = i;
    row.sort((a, b) => column[a]! - column[b]!);
  }
  return { columns, order };
}

/** A split of a node in two; `left` is the index of a node, and the right one follows it. */
interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly left: number;
  /** Squared error that it removes. */
  readonly gain: number;
}

/** A node that may be split: its points lie from `start` up to `end` in the order of every feature. */
interface OpenNode {
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/** Values closer than this are not split apart (scikit-learn's FEATURE_THRESHOLD). */
const SAME = 1e-7;

/**
 * Regression tree with squared error and the exact greedy splits of scikit-learn's DecisionTreeRegressor. Small
 * nodes have many equally good splits: features are visited in a random order, as there, since a fixed one would
 * credit the first units with what they share with others.
 *
 * The orders of all features are parted with the points of every split, so that each node is scanned without
 * looking up whose a point is: half the time of scanning the whole order for all nodes of a level together.
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
    this.leaves = new Int32Array(points);
    this.importances = new Float64Array(features.columns.length);
    let order = features.order;
    let open: OpenNode[] = [{ index: 0, start: 0, end: points }];
    for (let level = 0; level < depth && open.length > 0; level++) {
      const next: OpenNode[] = [];
      for (const node of open) {
        const split = bestSplit(features.columns, order, target, node, this.#splits.length, random);
        if (split === undefined) continue;
        this.#splits[node.index] = split;
        this.#splits.push(undefined, undefined);
        this.importances[split.feature]! += split.gain / points;
        const column = features.columns[split.feature]!;
        let middle = node.start;
        for (let i = node.start; i < node.end; i++) {
          const point = order[i]!;
          const goesLeft = column[point]! <= split.threshold;
          this.leaves[point] = split.left + (goesLeft ? 0 : 1);
          if (goesLeft) middle++;
        }
        next.push(
          { index: split.left, start: node.start, end: middle },
          { index: split.left + 1, start: middle, end: node.end },
        );
      }
      if (level + 1 < depth) order = part(order, points, next, this.leaves);
      open = next;
    }
    this.leafValues = new Float64Array(this.#splits.length);
  }

  /** The value of the leaf that a point falls into. */
  predict(columns: readonly Float64Array[], point: number): number {
    let node = 0;
    for (let split = this.#splits[0]; split !== undefined; split = this.#splits[node]) {
      node = columns[split.feature]![point]! <= split.threshold ? split.left : split.left + 1;
    }
    return this.leafValues[node]!;
  }
}

/** The split that removes most squared error; undefined where none removes any. */
function bestSplit(
  columns: readonly Float64Array[],
  order: Uint32Array,
  target: Float64Array,
  { start, end }: OpenNode,
  left: number,
  random: Random,
): Split | undefined {
  const points = target.length;
  const count = end - start;
  let total = 0;
  let squares = 0;
  for (let i = start; i < end; i++) {
    const y = target[order[i]!]!;
    total += y;
    squares += y * y;
  }
  // A node without impurity has nothing to gain but rounding.
  if (squares - total ** 2 / count <= 1e-14 * squares) return undefined;
  // The gain of a split into n and m points with sums s and total - s is (s (n + m) - total n)^2 / (n m (n + m)).
  // It is kept times n + m, and compared without dividing.
  let best = 0;
  let bestFeature = -1;
  let threshold = 0;
  for (const feature of shuffle(columns.keys(), random)) {
    const column = columns[feature]!;
    const shift = feature * points;
    let sum = 0;
    let last = Infinity;
    for (let n = 0; n < count; n++) {
      const point = order[shift + start + n]!;
      const x = column[point]!;
      if (x > last + SAME) {
        const excess = sum * count - total * n;
        const product = n * (count - n);
        if (excess * excess > best * product) {
          best = (excess * excess) / product;
          bestFeature = feature;
          threshold = (last + x) / 2;
        }
      }
      sum += target[point]!;
      last = x;
    }
  }
  return bestFeature < 0 ? undefined : { feature: bestFeature, threshold, left, gain: best / count };
}

/** Parts every feature's order among neighbouring nodes (left, right, left, right ...), which keeps it sorted. */
function part(
  order: Uint32Array,
  points: number,
  nodes: readonly OpenNode[],
  leaves: Int32Array,
): Uint32Array {
  const result = new Uint32Array(order.length);
  for (let shift = 0; shift < order.length; shift += points) {
    for (let k = 0; k < nodes.length; k += 2) {
      const { index, start, end: middle } = nodes[k]!;
      const { end } = nodes[k + 1]!;
      let left = shift + start;
      let right = shift + middle;
      for (let i = shift + start; i < shift + end; i++) {
        const point = order[i]!;
        if (leaves[point] === index) result[left++] = point;
        else result[right++] = point;
      }
    }
  }
  return result;
}
