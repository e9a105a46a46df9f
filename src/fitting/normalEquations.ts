/** Gauss and Newton's sums over residuals: of weight x slope x residual, and of weight x slope x slope. */
export interface NormalEquations {
  /** Slopes of the next residual by the unknowns: written by the caller. */
  readonly row: Float64Array;
  /** Adds the square of a residual whose slopes are in the row, and clears the row. */
  add(residual: number, weight: number): void;
  readonly gradient: Float64Array;
  /** Its lower triangle: [unknowns, unknowns]. */
  readonly hessian: Float64Array;
}

/** @param scales by which the first slopes of each row are multiplied: units of the first unknowns */
export function createNormalEquations(length: number, scales: readonly number[]): NormalEquations {
  const row = new Float64Array(length);
  const gradient = new Float64Array(length);
  const hessian = new Float64Array(length * length);
  return {
    ...{ row, gradient, hessian },
    add(residual, weight) {
      for (const [k, scale] of scales.entries()) row[k]! *= scale;
      for (let i = 0; i < length; i++) {
        const at = weight * row[i]!;
        if (at === 0) continue;
        gradient[i]! += at * residual;
        const start = i * length;
        for (let j = 0; j <= i; j++) hessian[start + j]! += at * row[j]!;
      }
      row.fill(0);
    },
  };
}
