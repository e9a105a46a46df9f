/** Mean absolute difference. */
export function meanAbsoluteError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}

/** Mean squared difference; of pixels in [0, 1] wherever this project reports one. */
export function meanSquaredError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum / a.length;
}

/** Peak signal-to-noise ratio in dB of a mean squared error of pixels in [0, 1]; Infinity for none. */
export function psnr(mse: number): number {
  return -10 * Math.log10(mse);
}
