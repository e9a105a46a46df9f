/** Value of a smooth function at `x`; writes its gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

const MEMORY = 10;

/**
 * Minimises a smooth convex function: limited-memory BFGS (Nocedal and Wright 2006, algorithms 7.4 and
 * 7.5), step halving until the Armijo condition holds. npm has no maintained L-BFGS.
 *
 * @param x where to start; holds the minimum afterwards
 * @param tolerance stops when no component of the gradient is larger, as scikit-learn does
 */
export function lbfgs(objective: Objective, x: Float64Array, tolerance: number, iterations: number): void {
  const n = x.length;
  let gradient = new Float64Array(n);
  let value = objective(x, gradient);
  const memory: { step: Float64Array; change: Float64Array; curvature: number }[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    if (gradient.every((g) => Math.abs(g) <= tolerance)) return;
    const direction = gradient.map((g) => -g);
    const alphas: number[] = [];
    for (const { step, change, curvature } of memory.toReversed()) {
      const alpha = dot(step, direction) / curvature;
      alphas.unshift(alpha);
      axpy(-alpha, change, direction);
    }
    const last = memory.at(-1);
    const scale =
      last === undefined ? 1 / Math.max(1, norm(gradient)) : last.curvature / dot(last.change, last.change);
    for (let i = 0; i < n; i++) direction[i]! *= scale;
    for (const [k, { step, change, curvature }] of memory.entries()) {
      axpy(alphas[k]! - dot(change, direction) / curvature, step, direction);
    }
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
    const step = next.map((v, i) => v - x[i]!);
    const change = nextGradient.map((g, i) => g - gradient[i]!);
    const curvature = dot(step, change);
    if (curvature > 1e-12 * dot(change, change)) {
      memory.push({ step, change, curvature });
      if (memory.length > MEMORY) memory.shift();
    }
    x.set(next);
    gradient = nextGradient;
    value = nextValue;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

/** y += factor x */
function axpy(factor: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i]! += factor * x[i]!;
}
