import type { Parameters } from '../network/parameters.js';

export interface AdamOptions {
  /** Decay of the first moment, 0.9 in the paper ("rmsprop" with momentum decay 0.1). */
  readonly beta1: number;
  /** Decay of the second moment, 0.99 in the paper (its "weight decay 0.01"). */
  readonly beta2: number;
}

/** Keeps the division finite where a gradient has always been 0. Kingma and Ba's value. */
const EPSILON = 1e-8;

/**
 * Adam (Kingma and Ba 2015, algorithm 1), bias-corrected: what the paper's "rmsprop" is.
 *
 * The moments are `Parameters` like the model's own, so a checkpoint stores them by the same names.
 */
export class Adam {
  readonly firstMoment: Parameters;
  readonly secondMoment: Parameters;
  readonly #options: AdamOptions;

  constructor(parameters: Parameters, options: AdamOptions) {
    this.firstMoment = parameters.zeros();
    this.secondMoment = parameters.zeros();
    this.#options = options;
  }

  /**
   * Moves the parameters one step down the gradient.
   *
   * @param step counted from 1
   */
  update(parameters: Parameters, gradients: Parameters, learningRate: number, step: number): void {
    const { beta1, beta2 } = this.#options;
    const m = this.firstMoment.data;
    const v = this.secondMoment.data;
    const p = parameters.data;
    const g = gradients.data;
    const rate = learningRate / (1 - beta1 ** step);
    const correction = 1 / (1 - beta2 ** step);
    for (let i = 0; i < p.length; i++) {
      const gi = g[i]!;
      const mi = beta1 * m[i]! + (1 - beta1) * gi;
      const vi = beta2 * v[i]! + (1 - beta2) * gi * gi;
      m[i] = mi;
      v[i] = vi;
      p[i] = p[i]! - (rate * mi) / (Math.sqrt(vi * correction) + EPSILON);
    }
  }
}
