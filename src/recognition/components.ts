import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** An orthonormal basis of what varies, the largest variance first. */
export interface Components {
  /** [count, width] */
  readonly directions: Float32Array;
  /** Variance along each direction. */
  readonly variances: Float64Array;
}

/** Variances below this share of the largest are rounding. */
const SMALLEST = 1e-9;

/**
 * Principal components of centred rows. Where there are fewer rows than columns (images are long), they are
 * found from the products of rows with each other: the snapshot method of eigenfaces (Turk and Pentland 1991).
 *
 * @param rows centred, [n, width]
 * @param count at most so many; fewer where less varies
 */
export function principalComponents(rows: Float32Array, width: number, count: number): Components {
  const n = rows.length / width;
  const byRows = n < width;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    byRows ? rowProducts(rows, n, width) : columnProducts(rows, n, width),
    { assumeSymmetric: true },
  );
  const largest = Math.max(...realEigenvalues);
  const order = realEigenvalues
    .map((_, i) => i)
    .filter((i) => realEigenvalues[i]! > SMALLEST * largest)
    .sort((i, j) => realEigenvalues[j]! - realEigenvalues[i]!)
    .slice(0, count);
  const directions = new Float32Array(order.length * width);
  for (const [k, i] of order.entries()) {
    const direction = directions.subarray(k * width, (k + 1) * width);
    const vector = eigenvectorMatrix.getColumn(i);
    if (byRows) {
      for (const [r, weight] of vector.entries())
        for (let c = 0; c < width; c++) direction[c]! += weight * rows[r * width + c]!;
      const length = Math.hypot(...direction);
      for (let c = 0; c < width; c++) direction[c]! /= length;
    } else direction.set(vector);
  }
  return { directions, variances: Float64Array.from(order, (i) => realEigenvalues[i]! / n) };
}

function rowProducts(rows: Float32Array, n: number, width: number): Matrix {
  const gram = Matrix.zeros(n, n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let c = 0; c < width; c++) sum += rows[i * width + c]! * rows[j * width + c]!;
      gram.set(i, j, sum);
      gram.set(j, i, sum);
    }
  return gram;
}

function columnProducts(rows: Float32Array, n: number, width: number): Matrix {
  const sums = new Float64Array(width * width);
  for (let r = 0; r < n; r++)
    for (let i = 0; i < width; i++) {
      const x = rows[r * width + i]!;
      for (let j = 0; j <= i; j++) sums[i * width + j]! += x * rows[r * width + j]!;
    }
  const gram = Matrix.zeros(width, width);
  for (let i = 0; i < width; i++)
    for (let j = 0; j <= i; j++) {
      gram.set(i, j, sums[i * width + j]!);
      gram.set(j, i, sums[i * width + j]!);
    }
  return gram;
}
