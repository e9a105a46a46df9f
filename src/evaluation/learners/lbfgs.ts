import { CurvatureMemory, dot } from '../../numeric/lbfgs.js';

/** Value of a smooth function at `x`; writes its gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/**
 * Minimises a smooth convex function: limited-memory BFGS (Nocedal and Wright 2006, algorithm 7.5), step halving until
 * the Armijo condition holds.
 *
 * @param x where to start; holds the minimum afterwards
 * @param tolerance stops when no component of the gradient is larger, as scikit-learn does
 */
export function lbfgs(objective: Objective, x: Float64Array, tolerance: number, iterations: number): void {
  const n = x.length;
  let gradient = new Float64Array(n);
  let value = objective(x, gradient);
  const memory = new CurvatureMemory();
  for (let iteration = 0; iteration < iterations; iteration++) {
    if (gradient.every((g) => Math.abs(g) <= tolerance)) return;
    const direction = memory.direction(gradient);
    const slope = dot(gradient, direction);
    const next = new Float64Array(n);
    const nextGradient = new Float64Array(n);
    let nextValue = Infinity;
    let length = 1;
    for (; length > 1e-12; length /= 2) {
      for (let i = 0; i < n; i++) next[i] = x[i]! + length * direction[i]!;
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * length * slope) break;
    }
    if (!(nextValue < value)) return;
    memory.remember(
      next.map((v, i) => v - x[i]!),
      nextGradient.map((g, i) => g - gradient[i]!),
    );
    x.set(next);
    gradient = nextGradient;
    value = nextValue;
  }
}
