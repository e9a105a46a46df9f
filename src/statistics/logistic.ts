/** A share that follows from several numbers: 1 / (1 + exp(-(bias + sum of weight x number))). */
export interface Logistic {
  readonly weights: readonly number[];
  readonly bias: number;
}

/** The logarithm of the odds. */
export function logit({ weights, bias }: Logistic, row: readonly number[]): number {
  return weights.reduce((sum, weight, k) => sum + weight * row[k]!, bias);
}
