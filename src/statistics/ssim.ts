const RADIUS = 5;
const SIGMA = 1.5;
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;

/** 11 taps of a Gaussian with sigma 1.5 that sum to one. */
const WINDOW: Float64Array = (() => {
  const taps = Float64Array.from({ length: 2 * RADIUS + 1 }, (_, i) =>
    Math.exp(-((i - RADIUS) ** 2) / (2 * SIGMA * SIGMA)),
  );
  const sum = taps.reduce((a, b) => a + b);
  return taps.map((tap) => tap / sum);
})();

/**
 * Mean structural similarity of two grey images with pixels in [0, 1], in [-1, 1].
 *
 * Wang, Bovik, Sheikh, Simoncelli 2004, equation 13, with the paper's constants: an 11 x 11 Gaussian window
 * of sigma 1.5, K1 = 0.01, K2 = 0.03, biased local moments, and the mean over the windows that lie wholly
 * inside the image (scikit-image: `gaussian_weights=True, sigma=1.5, use_sample_covariance=False`).
 *
 * @param a [size, size], size at least 11
 */
export function ssim(a: ArrayLike<number>, b: ArrayLike<number>, size: number): number {
  const n = size * size;
  const x = Float64Array.from(a);
  const y = Float64Array.from(b);
  // A plain loop: Float64Array.from with a function took most of the time, 14 ms an image of 150 x 150.
  const product = (u: Float64Array, v: Float64Array): Float64Array => {
    const result = new Float64Array(n);
    for (let i = 0; i < n; i++) result[i] = u[i]! * v[i]!;
    return result;
  };
  const meanX = blur(x, size);
  const meanY = blur(y, size);
  const xx = blur(product(x, x), size);
  const yy = blur(product(y, y), size);
  const xy = blur(product(x, y), size);
  let sum = 0;
  for (let i = 0; i < meanX.length; i++) {
    const mx = meanX[i]!;
    const my = meanY[i]!;
    const varX = xx[i]! - mx * mx;
    const varY = yy[i]! - my * my;
    const cov = xy[i]! - mx * my;
    sum += ((2 * mx * my + C1) * (2 * cov + C2)) / ((mx * mx + my * my + C1) * (varX + varY + C2));
  }
  return sum / meanX.length;
}

/** Gaussian mean of every whole window: [size, size] becomes [size - 10, size - 10]. */
function blur(image: Float64Array, size: number): Float64Array {
  const valid = size - 2 * RADIUS;
  const rows = new Float64Array(size * valid);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < valid; x++) {
      let sum = 0;
      for (let k = 0; k <= 2 * RADIUS; k++) sum += WINDOW[k]! * image[y * size + x + k]!;
      rows[y * valid + x] = sum;
    }
  }
  const result = new Float64Array(valid * valid);
  for (let y = 0; y < valid; y++) {
    for (let x = 0; x < valid; x++) {
      let sum = 0;
      for (let k = 0; k <= 2 * RADIUS; k++) sum += WINDOW[k]! * rows[(y + k) * valid + x]!;
      result[y * valid + x] = sum;
    }
  }
  return result;
}
