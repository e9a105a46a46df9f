/**
 * Elementary functions that give the same bits on every machine and in every JavaScript engine.
 *
 * ECMAScript leaves the accuracy of Math.sin, Math.cos, Math.exp and Math.log to the implementation; only
 * + - * / and Math.sqrt are pinned by IEEE 754. Whatever decides a rendered pixel or a random draw is
 * computed with the functions below, which use nothing else. Their error is below 1e-15 relative to 1.
 */

const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_LOW = 6.077100506506192e-11;
const TWO_OVER_PI = 0.6366197723675814;
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** Sine of `x` radians, for |x| below 1e6. */
export function sin(x: number): number {
  const quadrant = Math.round(x * TWO_OVER_PI);
  const r = x - quadrant * HALF_PI_HIGH - quadrant * HALF_PI_LOW;
  switch (((quadrant % 4) + 4) % 4) {
    case 0:
      return sinKernel(r);
    case 1:
      return cosKernel(r);
    case 2:
      return -sinKernel(r);
    default:
      return -cosKernel(r);
  }
}

/** Cosine of `x` radians, for |x| below 1e6. */
export function cos(x: number): number {
  const quadrant = Math.round(x * TWO_OVER_PI);
  const r = x - quadrant * HALF_PI_HIGH - quadrant * HALF_PI_LOW;
  switch (((quadrant % 4) + 4) % 4) {
    case 0:
      return cosKernel(r);
    case 1:
      return -sinKernel(r);
    case 2:
      return -cosKernel(r);
    default:
      return sinKernel(r);
  }
}

/** Natural logarithm; of 0 it is -Infinity, of negative numbers NaN. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  // x = m 2^e with m in [sqrt(1/2), sqrt(2)); log m = 2 atanh(s), s = (m - 1) / (m + 1).
  let m = x;
  let e = 0;
  while (m >= Math.SQRT2) {
    m /= 2;
    e++;
  }
  while (m < Math.SQRT1_2) {
    m *= 2;
    e--;
  }
  const s = (m - 1) / (m + 1);
  const s2 = s * s;
  let series = 0;
  for (let k = 23; k >= 3; k -= 2) series = (series + 1 / k) * s2;
  return 2 * s * (1 + series) + e * LN2_LOW + e * LN2_HIGH;
}

/** e to the power `x`, to full precision for |x| below 700. */
export function exp(x: number): number {
  // Far beyond what a number can hold; the loop below counts in the exponent.
  if (Math.abs(x) > 800) return x > 0 ? Number.POSITIVE_INFINITY : 0;
  const n = Math.round(x / Math.LN2);
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  let sum = 1;
  for (let k = 16; k >= 1; k--) sum = 1 + (sum * r) / k;
  return sum * powerOfTwo(n);
}

/** Taylor series on [-pi/4, pi/4]; the first term left out is below 1e-18. */
function sinKernel(r: number): number {
  const r2 = r * r;
  let sum = 1;
  for (let k = 17; k >= 3; k -= 2) sum = 1 - (sum * r2) / (k * (k - 1));
  return r * sum;
}

function cosKernel(r: number): number {
  const r2 = r * r;
  let sum = 1;
  for (let k = 18; k >= 2; k -= 2) sum = 1 - (sum * r2) / (k * (k - 1));
  return sum;
}

/** Exact by repeated squaring, which ** does not promise. */
function powerOfTwo(n: number): number {
  let result = 1;
  let base = n < 0 ? 0.5 : 2;
  for (let k = Math.abs(n); k > 0; k = Math.floor(k / 2)) {
    if (k % 2 === 1) result *= base;
    base *= base;
  }
  return result;
}
