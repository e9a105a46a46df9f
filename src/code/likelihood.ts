import { BLOCK, createLikelihoodKernel, type LikelihoodKernel } from './likelihoodKernel.js';

/** Made when it is first needed: a thread that only decodes never does. */
let kernel: LikelihoodKernel | undefined;

/**
 * The reconstruction term -log P(x|z) of a Bernoulli image, in nats, summed over everything: the cross
 * entropy of pixels in [0, 1] against sigmoid(logits). The paper's loss, both in text and code; squared error
 * "does not work well".
 *
 * Stable for any logit: -log P = max(l, 0) - l x + log(1 + e^-|l|).
 *
 * @param logits the decoder's output, any shape
 * @param target pixels, 0 to 1, the same shape
 * @param gradient is overwritten with d(-log P)/d(logits) = sigmoid(logits) - target
 */
export function bernoulli(logits: Float32Array, target: Float32Array, gradient: Float32Array): number {
  kernel ??= createLikelihoodKernel();
  let sum = 0;
  for (let start = 0; start < logits.length; start += BLOCK) {
    const count = Math.min(BLOCK, logits.length - start);
    const padded = 4 * Math.ceil(count / 4);
    // What is beyond the end adds nothing: 0 for the logit -Infinity would be NaN, -1000 is as good.
    kernel.logits.fill(-1000, count, padded).set(logits.subarray(start, start + count));
    kernel.target.fill(0, count, padded).set(target.subarray(start, start + count));
    kernel.run(4 * padded);
    gradient.set(kernel.gradient.subarray(0, count), start);
    for (const linear of kernel.linear) sum += linear;
    for (const product of kernel.products) sum += Math.log(product);
  }
  return sum;
}

/** The probability that a Bernoulli pixel is white: what a decoded image shows. */
export function sigmoid(logits: Float32Array): Float32Array {
  return logits.map((l) => 1 / (1 + Math.exp(-l)));
}
