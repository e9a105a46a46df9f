/** A linear model: mean + sum of coefficient x component. */
export interface LinearModel {
  readonly mean: Float32Array;
  /** One component a coefficient, each scaled to one standard deviation. */
  readonly components: readonly Float32Array[];
}

/**
 * Makes the instance that the coefficients name. Four components are added in a pass: that halves the time of
 * one pass each, which is spent on reading and writing `out`.
 *
 * @param out overwritten, as long as the mean
 */
export function morph(
  { mean, components }: LinearModel,
  coefficients: Float32Array,
  out: Float32Array,
): void {
  out.set(mean);
  let k = 0;
  for (; k + 4 <= components.length; k += 4) {
    const [a, b, c, d] = [components[k]!, components[k + 1]!, components[k + 2]!, components[k + 3]!];
    const ca = coefficients[k]!;
    const cb = coefficients[k + 1]!;
    const cc = coefficients[k + 2]!;
    const cd = coefficients[k + 3]!;
    for (let i = 0; i < out.length; i++) out[i]! += ca * a[i]! + cb * b[i]! + cc * c[i]! + cd * d[i]!;
  }
  for (; k < components.length; k++) {
    const a = components[k]!;
    const ca = coefficients[k]!;
    for (let i = 0; i < out.length; i++) out[i]! += ca * a[i]!;
  }
}
