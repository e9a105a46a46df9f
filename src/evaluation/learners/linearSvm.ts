/** One line of a one-dimensional linear classifier: the score of x is weight x + bias. */
interface Line {
  readonly weight: number;
  readonly bias: number;
}

/**
 * One-against-rest linear support vector machine on a single feature, with squared hinge loss and balanced
 * class weights: scikit-learn's LinearSVC(C=0.01, class_weight='balanced'), the learner of SAP.
 *
 * Own code because it is a convex problem in two unknowns, where Newton's method is exact in a few steps:
 * libsvm's WASM builds have only the unsquared hinge loss, and SAP fits thousands of these.
 */
export class LinearSvm {
  readonly #lines: readonly Line[];

  /** @param labels 0 ... classes - 1, one a point; every class occurs */
  constructor(feature: Float64Array, labels: Int32Array, classes: number, cost = 0.01) {
    const counts = new Float64Array(classes);
    for (const label of labels) counts[label]! += 1;
    const balanced = Array.from(counts, (count) => (cost * labels.length) / (classes * count));
    // As in liblinear: two classes share one line, each with its own weight; of more classes each is put
    // against a rest whose points weigh 1.
    if (classes === 2) {
      const line = fit(feature, labels, 1, balanced[1]!, balanced[0]!);
      this.#lines = [{ weight: -line.weight, bias: -line.bias }, line];
    } else {
      this.#lines = balanced.map((weight, label) => fit(feature, labels, label, weight, cost));
    }
  }

  /** The class of every point, 0 ... classes - 1. */
  predict(feature: Float64Array): Int32Array {
    return Int32Array.from(feature, (x) => {
      let best = 0;
      let bestScore = -Infinity;
      for (const [label, { weight, bias }] of this.#lines.entries()) {
        const score = weight * x + bias;
        if (score > bestScore) {
          best = label;
          bestScore = score;
        }
      }
      return best;
    });
  }
}

/**
 * Minimises (w^2 + b^2) / 2 + sum of cost max(0, 1 - y (w x + b))^2 by Newton's method with step halving;
 * the intercept is penalised too, as in liblinear.
 */
function fit(x: Float64Array, labels: Int32Array, positive: number, costOwn: number, costRest: number): Line {
  let w = 0;
  let b = 0;
  const loss = (w: number, b: number) => {
    let sum = (w * w + b * b) / 2;
    for (let i = 0; i < x.length; i++) {
      const own = labels[i] === positive;
      const slack = 1 - (own ? 1 : -1) * (w * x[i]! + b);
      if (slack > 0) sum += (own ? costOwn : costRest) * slack * slack;
    }
    return sum;
  };
  let value = loss(w, b);
  for (let iteration = 0; iteration < 100; iteration++) {
    let gw = w;
    let gb = b;
    let hww = 1;
    let hwb = 0;
    let hbb = 1;
    for (let i = 0; i < x.length; i++) {
      const own = labels[i] === positive;
      const y = own ? 1 : -1;
      const slack = 1 - y * (w * x[i]! + b);
      if (slack <= 0) continue;
      const twice = 2 * (own ? costOwn : costRest);
      gw -= twice * slack * y * x[i]!;
      gb -= twice * slack * y;
      hww += twice * x[i]! * x[i]!;
      hwb += twice * x[i]!;
      hbb += twice;
    }
    const determinant = hww * hbb - hwb * hwb;
    const dw = (hbb * gw - hwb * gb) / determinant;
    const db = (hww * gb - hwb * gw) / determinant;
    let step = 1;
    let next = loss(w - dw, b - db);
    while (next > value && step > 1e-6) {
      step /= 2;
      next = loss(w - step * dw, b - step * db);
    }
    if (!(next < value)) break;
    w -= step * dw;
    b -= step * db;
    if (value - next < 1e-12 * value) break;
    value = next;
  }
  return { weight: w, bias: b };
}
