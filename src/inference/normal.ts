import { exp } from '../numeric/elementary.js';

/** P(X <= x) for a standard normal X, to 1e-15: the series of Marsaglia (2004, J. Stat. Software 11(4)). */
export function normalCdf(x: number): number {
  if (x < -8) return 0;
  if (x > 8) return 1;
  let term = x;
  let sum = x;
  for (let k = 3; sum + term !== sum; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/**
 * The x below which a standard normal falls with probability `p`, for p in [1e-9, 1 - 1e-9].
 *
 * Newton's method from 0 never overshoots: the distribution function is concave above 0 and convex below.
 */
export function normalQuantile(p: number): number {
  let x = 0;
  for (let k = 0; k < 100; k++) {
    const step = ((p - normalCdf(x)) * Math.sqrt(2 * Math.PI)) / exp((-x * x) / 2);
    x += step;
    if (Math.abs(step) < 1e-12) break;
  }
  return x;
}
