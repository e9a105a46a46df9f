import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

export interface PrincipalComponents {
  /** Components in units of one standard deviation, strongest first. */
  readonly components: readonly Float64Array[];
  /** Share of the weighted variance that the components keep. */
  readonly explained: number;
}

/**
 * Principal components of more columns than rows, by way of the rows' Gram matrix.
 *
 * @param rows samples, mean taken off
 * @param weight how much the error in a column counts
 */
export function principalComponents(
  rows: readonly Float64Array[],
  weight: (column: number) => number,
  count: number,
): PrincipalComponents {
  const n = rows.length;
  const columns = rows[0]!.length;
  const weights = Float64Array.from({ length: columns }, (_, i) => weight(i));
  const gram = new Matrix(n, n);
  for (let a = 0; a < n; a++) {
    const weighted = rows[a]!.map((x, i) => x * weights[i]!);
    for (let b = 0; b <= a; b++) {
      const other = rows[b]!;
      let dot = 0;
      for (let i = 0; i < columns; i++) dot += weighted[i]! * other[i]!;
      gram.set(a, b, dot / n);
      gram.set(b, a, dot / n);
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!);
  const total = realEigenvalues.reduce((a, b) => a + b);
  const kept = order.slice(0, count);
  const components = kept.map((k) => {
    // A sample is sum_k coefficient_k component_k with coefficients of variance 1: component = X^T v / sqrt(n).
    const component = new Float64Array(columns);
    rows.forEach((row, a) => {
      const share = eigenvectorMatrix.get(a, k) / Math.sqrt(n);
      for (let i = 0; i < columns; i++) component[i]! += share * row[i]!;
    });
    return component;
  });
  return { components, explained: kept.reduce((sum, k) => sum + realEigenvalues[k]!, 0) / total };
}
