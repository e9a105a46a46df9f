/**
 * Spearman's rank correlation: 1 where `b` always rises with `a`, -1 where it always falls; ties share their
 * mean rank. 0 where either is constant.
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return pearson(ranks(a), ranks(b));
}

/** Pearson's correlation coefficient; 0 where either is constant. */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const meanA = mean(a);
  const meanB = mean(b);
  let covariance = 0;
  let varianceA = 0;
  let varianceB = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i]! - meanA;
    const y = b[i]! - meanB;
    covariance += x * y;
    varianceA += x * x;
    varianceB += y * y;
  }
  return varianceA === 0 || varianceB === 0 ? 0 : covariance / Math.sqrt(varianceA * varianceB);
}

/**
 * The correlation ratio eta^2: the share of the variance of `values` that lies between levels, 0 to 1.
 *
 * @param level of each value, a whole number from 0
 */
export function etaSquared(values: ArrayLike<number>, level: ArrayLike<number>): number {
  const sums = new Map<number, { count: number; sum: number }>();
  for (let i = 0; i < values.length; i++) {
    const entry = sums.get(level[i]!) ?? { count: 0, sum: 0 };
    entry.count++;
    entry.sum += values[i]!;
    sums.set(level[i]!, entry);
  }
  const centre = mean(values);
  let total = 0;
  for (let i = 0; i < values.length; i++) total += (values[i]! - centre) ** 2;
  let between = 0;
  for (const { count, sum } of sums.values()) between += count * (sum / count - centre) ** 2;
  return total === 0 ? 0 : between / total;
}

/**
 * Sorts a continuous truth into levels of equal width; where it has no more than `count` distinct values,
 * each is a level of its own.
 *
 * @returns the level of each value, from 0
 */
export function toLevels(values: ArrayLike<number>, count: number): Int32Array {
  const distinct = [...new Set(Array.from(values))].sort((a, b) => a - b);
  if (distinct.length <= count) {
    const place = new Map(distinct.map((value, i) => [value, i]));
    return Int32Array.from(values, (value) => place.get(value)!);
  }
  const min = distinct[0]!;
  const width = (distinct.at(-1)! - min) / count;
  return Int32Array.from(values, (value) => Math.min(count - 1, Math.floor((value - min) / width)));
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const result = new Float64Array(values.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let k = start; k < end; k++) result[order[k]!] = (start + end - 1) / 2;
  }
  return result;
}
