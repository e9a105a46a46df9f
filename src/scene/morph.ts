/** A linear model: mean + sum of coefficient x component. */
export interface LinearModel {
  readonly mean: Float32Array;
  /** One component a coefficient, each scaled to one standard deviation. */
  readonly components: readonly Float32Array[];
}

/** @param out overwritten with the instance that the coefficients name */
export function morph(model: LinearModel, coefficients: Float32Array, out: Float32Array): void {
  out.set(model.mean);
  for (let k = 0; k < model.components.length; k++) {
    const component = model.components[k]!;
    const coefficient = coefficients[k]!;
    for (let i = 0; i < out.length; i++) out[i]! += coefficient * component[i]!;
  }
}
