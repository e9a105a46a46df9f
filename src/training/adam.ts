import { Parameters } from '../network/parameters.js';
import { type AdamKernel, BLOCK, createAdamKernel } from './adamKernel.js';

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
  readonly #kernel: AdamKernel;

  constructor({ specs, data }: Parameters, options: AdamOptions) {
    this.#kernel = createAdamKernel(data.length);
    this.firstMoment = new Parameters(specs, this.#kernel.first);
    this.secondMoment = new Parameters(specs, this.#kernel.second);
    this.#options = options;
  }

  /**
   * Moves the parameters one step down the gradient, in single precision.
   *
   * @param step counted from 1
   */
  update(parameters: Parameters, gradients: Parameters, learningRate: number, step: number): void {
    const { beta1, beta2 } = this.#options;
    const factors = {
      share1: 1 - beta1,
      share2: 1 - beta2,
      rate: learningRate / (1 - beta1 ** step),
      correction: 1 / (1 - beta2 ** step),
      epsilon: EPSILON,
    };
    const kernel = this.#kernel;
    for (let start = 0; start < parameters.data.length; start += BLOCK) {
      const block = parameters.data.subarray(start, start + BLOCK);
      kernel.parameters.set(block);
      kernel.gradients.set(gradients.data.subarray(start, start + BLOCK));
      kernel.run(start, block.length, factors);
      block.set(kernel.parameters.subarray(0, block.length));
    }
  }
}
