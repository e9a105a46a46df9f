/** Arithmetic mean; NaN of nothing. */
export function mean(x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]!;
  return sum / x.length;
}

/** Mean squared distance from the mean (divided by n, not n - 1). */
export function variance(x: ArrayLike<number>): number {
  const center = mean(x);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - center) ** 2;
  return sum / x.length;
}
