/**
 * Factors in [1, 2] that are multiplied before one logarithm is taken: 2^512 is far below the largest double.
 * One logarithm for 512 elements instead of one each halves the time of the loop.
 */
const FACTORS_PER_LOG = 512;

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
  let linear = 0;
  let logarithms = 0;
  for (let start = 0; start < logits.length; start += FACTORS_PER_LOG) {
    const end = Math.min(start + FACTORS_PER_LOG, logits.length);
    let product = 1;
    for (let i = start; i < end; i++) {
      const l = logits[i]!;
      const x = target[i]!;
      const e = Math.exp(l < 0 ? l : -l);
      product *= 1 + e;
      linear += Math.max(l, 0) - l * x;
      gradient[i] = (l < 0 ? e : 1) / (1 + e) - x;
    }
    logarithms += Math.log(product);
  }
  return linear + logarithms;
}

/** The probability that a Bernoulli pixel is white: what a decoded image shows. */
export function sigmoid(logits: Float32Array): Float32Array {
  return logits.map((l) => 1 / (1 + Math.exp(-l)));
}
