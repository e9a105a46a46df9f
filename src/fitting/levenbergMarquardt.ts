import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/** A sum of squares, or of what is nearly that, that is to become small. */
export interface LeastSquares {
  cost(x: Float64Array): number;
  /** Gauss and Newton's approximation at x: the gradient, and the lower triangle of the Hessian [n, n]. */
  linearise(x: Float64Array): { readonly gradient: Float64Array; readonly hessian: Float64Array };
}

export interface Minimum {
  readonly x: Float64Array;
  readonly cost: number;
}

/** A step that gains less than this share of the cost is the last. */
const ENOUGH = 1e-4;
const MOST_DAMPING = 1e4;

/**
 * Levenberg and Marquardt's way downhill. A step is taken only where the cost is less: the end is never worse
 * than the start.
 *
 * @param free places in x that may change
 * @param steps linearisations, at most
 * @param onStep how many of them are behind
 */
export function descend(
  problem: LeastSquares,
  start: Float64Array,
  free: readonly number[],
  steps: number,
  onStep: (step: number) => void = () => {},
): Minimum {
  let x = start;
  let cost = problem.cost(x);
  let damping = 1e-2;
  for (let step = 0; step < steps; step++) {
    const { gradient, hessian } = problem.linearise(x);
    let next: Minimum | undefined;
    while (next === undefined && damping < MOST_DAMPING) {
      const tried = moved(x, free, gradient, hessian, damping);
      const reached = problem.cost(tried);
      if (reached < cost) next = { x: tried, cost: reached };
      else damping *= 8;
    }
    if (next === undefined) break;
    const gained = (cost - next.cost) / cost;
    [x, cost] = [next.x, next.cost];
    damping = Math.max(1e-4, damping / 5);
    if (gained < ENOUGH) break;
    onStep(step + 1);
  }
  return { x, cost };
}

function moved(
  x: Float64Array,
  free: readonly number[],
  gradient: Float64Array,
  hessian: Float64Array,
  damping: number,
): Float64Array {
  const solved = new CholeskyDecomposition(part(hessian, x.length, free, damping)).solve(
    Matrix.columnVector(free.map((i) => gradient[i]!)),
  );
  const next = x.slice();
  for (const [k, i] of free.entries()) next[i]! -= solved.get(k, 0);
  return next;
}

/** Rows and columns of a symmetric matrix whose lower triangle is given, its diagonal enlarged. */
export function part(hessian: Float64Array, n: number, free: readonly number[], damping = 0): Matrix {
  const result = new Matrix(free.length, free.length);
  for (const [k, i] of free.entries())
    for (const [l, j] of free.entries())
      result.set(k, l, hessian[Math.max(i, j) * n + Math.min(i, j)]! * (i === j ? 1 + damping : 1));
  return result;
}
