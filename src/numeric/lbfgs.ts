/** Steps that are remembered. */
const MEMORY = 10;

interface Remembered {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

/**
 * What limited-memory BFGS knows of a function's curvature: the last steps, and how the gradient changed along them
 * (Nocedal and Wright 2006, algorithm 7.4). npm has no maintained L-BFGS.
 */
export class CurvatureMemory {
  readonly #pairs: Remembered[] = [];

  /** A step and the change of the gradient along it; forgotten at once where the function is not convex there. */
  remember(step: Float64Array, change: Float64Array): void {
    const curvature = dot(step, change);
    if (curvature <= 1e-12 * dot(change, change)) return;
    this.#pairs.push({ step, change, curvature });
    if (this.#pairs.length > MEMORY) this.#pairs.shift();
  }

  /** The quasi-Newton direction, downhill; along the gradient while nothing is known, a unit long at most. */
  direction(gradient: Float64Array): Float64Array {
    const direction = gradient.map((g) => -g);
    const alphas: number[] = [];
    for (const { step, change, curvature } of this.#pairs.toReversed()) {
      const alpha = dot(step, direction) / curvature;
      alphas.unshift(alpha);
      axpy(-alpha, change, direction);
    }
    const last = this.#pairs.at(-1);
    const scale =
      last === undefined
        ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)))
        : last.curvature / dot(last.change, last.change);
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
    for (const [k, { step, change, curvature }] of this.#pairs.entries())
      axpy(alphas[k]! - dot(change, direction) / curvature, step, direction);
    return direction;
  }
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** y += factor x */
function axpy(factor: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i]! += factor * x[i]!;
}
