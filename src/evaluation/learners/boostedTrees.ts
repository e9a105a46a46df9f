import type { Random } from '../../numeric/random.js';
import { argmaxOverRows } from './logisticRegression.js';
import { RegressionTree, type SortedFeatures } from './regressionTree.js';

const STAGES = 100;
const LEARNING_RATE = 0.1;
const DEPTH = 3;

/**
 * Gradient boosted trees for classification (Friedman 2001, algorithm 6), with the constants of
 * scikit-learn's GradientBoostingClassifier(): 100 stages, learning rate 0.1, depth 3, deviance loss.
 *
 * Own code because npm has no maintained boosting: ml-xgboost 1.1 is an abandoned WASM build without
 * importances, the others are bindings that compile. Random forests (ml-random-forest) would give other
 * importances than the ones DCI has been published with.
 */
export class BoostedTrees {
  /** Share of the squared error that the splits on each feature removed, averaged over trees; sums to 1, or all 0. */
  readonly importances: Float64Array;
  readonly #start: Float64Array;
  /** [stage][class]; of two classes the first is the mirror image of the second and has no trees. */
  readonly #stages: RegressionTree[][] = [];
  readonly #classes: number;

  /** @param labels 0 ... classes - 1, one a point; every class occurs */
  constructor(features: SortedFeatures, labels: Int32Array, classes: number, random: Random) {
    const points = labels.length;
    this.#classes = classes;
    const trees = classes === 2 ? 1 : classes;
    this.#start = startingScores(labels, classes);
    const raw = Array.from(this.#start, (score) => new Float64Array(points).fill(score));
    this.importances = new Float64Array(features.columns.length);
    for (let stage = 0; stage < STAGES; stage++) {
      const probability = classes === 2 ? [raw[0]!.map(sigmoid)] : softmax(raw);
      this.#stages.push(
        Array.from({ length: trees }, (_, k) => {
          const label = classes === 2 ? 1 : k;
          const residual = Float64Array.from(
            labels,
            (own, i) => (own === label ? 1 : 0) - probability[k]![i]!,
          );
          const tree = new RegressionTree(features, residual, DEPTH, random);
          setLeaves(tree, residual, labels, label, classes);
          for (let i = 0; i < points; i++) raw[k]![i]! += LEARNING_RATE * tree.leafValues[tree.leaves[i]!]!;
          for (let j = 0; j < this.importances.length; j++) this.importances[j]! += tree.importances[j]!;
          return tree;
        }),
      );
    }
    const total = this.importances.reduce((a, b) => a + b, 0);
    if (total > 0) for (let j = 0; j < this.importances.length; j++) this.importances[j]! /= total;
  }

  /** The likeliest class of every point. */
  predict(columns: readonly Float64Array[]): Int32Array {
    const points = columns[0]!.length;
    const raw = Array.from(this.#start, (score) => new Float64Array(points).fill(score));
    for (const stage of this.#stages) {
      for (const [k, tree] of stage.entries()) {
        for (let i = 0; i < points; i++) raw[k]![i]! += LEARNING_RATE * tree.predict(columns, i);
      }
    }
    return this.#classes === 2
      ? Int32Array.from(raw[0]!, (score) => (score > 0 ? 1 : 0))
      : argmaxOverRows(raw);
  }
}

/** The scores of a model that knows only how frequent the classes are. */
function startingScores(labels: Int32Array, classes: number): Float64Array {
  const frequency = new Float64Array(classes);
  for (const label of labels) frequency[label]! += 1 / labels.length;
  return classes === 2
    ? Float64Array.of(Math.log(frequency[1]! / frequency[0]!))
    : frequency.map((p) => Math.log(p));
}

/** One Newton step a leaf, with Friedman's factor (K - 1) / K for more than two classes. */
function setLeaves(
  tree: RegressionTree,
  residual: Float64Array,
  labels: Int32Array,
  label: number,
  classes: number,
): void {
  const numerator = new Float64Array(tree.leafValues.length);
  const denominator = new Float64Array(tree.leafValues.length);
  for (let i = 0; i < residual.length; i++) {
    const leaf = tree.leaves[i]!;
    const probability = (labels[i] === label ? 1 : 0) - residual[i]!;
    numerator[leaf]! += residual[i]!;
    denominator[leaf]! += probability * (1 - probability);
  }
  const factor = classes === 2 ? 1 : (classes - 1) / classes;
  for (let leaf = 0; leaf < numerator.length; leaf++) {
    tree.leafValues[leaf] =
      denominator[leaf]! > 1e-150 ? (factor * numerator[leaf]!) / denominator[leaf]! : 0;
  }
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function softmax(raw: readonly Float64Array[]): Float64Array[] {
  const result = raw.map((row) => new Float64Array(row.length));
  for (let i = 0; i < raw[0]!.length; i++) {
    let max = -Infinity;
    for (const row of raw) max = Math.max(max, row[i]!);
    let sum = 0;
    for (const [k, row] of raw.entries()) {
      const e = Math.exp(row[i]! - max);
      result[k]![i] = e;
      sum += e;
    }
    for (const row of result) row[i]! /= sum;
  }
  return result;
}
