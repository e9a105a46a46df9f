/**
 * Angles in degrees, of which 360 is 0: the ordinary mean, error and correlation tear the circle where its numbers
 * begin.
 */

/** An angle from -180 up to, not including, 180. */
export function wrap(angle: number): number {
  const turned = (((angle + 180) % 360) + 360) % 360;
  return turned - 180;
}

/** The direction in which the angles lie together. */
export function circularMean(angles: readonly number[]): number {
  let [x, y] = [0, 0];
  for (const angle of angles) {
    x += Math.cos((angle * Math.PI) / 180);
    y += Math.sin((angle * Math.PI) / 180);
  }
  return wrap((Math.atan2(y, x) * 180) / Math.PI);
}

/** Mean of the smaller angles between, 0 to 180. */
export function meanAngularError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(wrap(a[i]! - b[i]!));
  return sum / a.length;
}

/** Share of angles that are more than a right angle off: the front was taken for the back. */
export function frontBackShare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) if (Math.abs(wrap(a[i]! - b[i]!)) > 90) count++;
  return count / a.length;
}

/**
 * Circular correlation of Fisher and Lee (1983), -1 to 1: 1 where one angle follows the other round, from whatever
 * start, -1 where it goes the other way round. It needs no mean direction, which angles from all round do not have.
 */
export function circularCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [cc, ss, cs, sc] = [0, 0, 0, 0];
  let [c2a, s2a, c2b, s2b] = [0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [(a[i]! * Math.PI) / 180, (b[i]! * Math.PI) / 180];
    cc += Math.cos(x) * Math.cos(y);
    ss += Math.sin(x) * Math.sin(y);
    cs += Math.cos(x) * Math.sin(y);
    sc += Math.sin(x) * Math.cos(y);
    c2a += Math.cos(2 * x);
    s2a += Math.sin(2 * x);
    c2b += Math.cos(2 * y);
    s2b += Math.sin(2 * y);
  }
  const n = a.length;
  const spread = (n * n - c2a * c2a - s2a * s2a) * (n * n - c2b * c2b - s2b * s2b);
  return spread <= 0 ? 0 : (4 * (cc * ss - cs * sc)) / Math.sqrt(spread);
}
