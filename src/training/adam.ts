import { type ParameterSpec, Parameters } from '../network/parameters.js';
import { type AdamKernel, createAdamKernel } from './adamKernel.js';

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
 * It holds all that it works on, zeros at first, since its kernel works in a memory of its own. The moments are
 * `Parameters` like the model's own, so a checkpoint stores them by the same names.
 */
export class Adam {
  readonly parameters: Parameters;
  /** Whoever computes them writes them here. */
  readonly gradients: Parameters;
  readonly firstMoment: Parameters;
  readonly secondMoment: Parameters;
  readonly #options: AdamOptions;
  readonly #kernel: AdamKernel;

  constructor(specs: readonly ParameterSpec[], options: AdamOptions) {
    this.#kernel = createAdamKernel(specs.reduce((sum, { length }) => sum + length, 0));
    const { parameters, gradients, first, second } = this.#kernel;
    this.parameters = new Parameters(specs, parameters);
    this.gradients = new Parameters(specs, gradients);
    this.firstMoment = new Parameters(specs, first);
    this.secondMoment = new Parameters(specs, second);
    this.#options = options;
  }

  /**
   * Moves the parameters one step down the gradient, in single precision.
   *
   * @param step counted from 1
   */
  update(learningRate: number, step: number): void {
    const { beta1, beta2 } = this.#options;
    this.#kernel.run({
      share1: 1 - beta1,
      share2: 1 - beta2,
      rate: learningRate / (1 - beta1 ** step),
      correction: 1 / (1 - beta2 ** step),
      epsilon: EPSILON,
    });
  }
}
