/**
 * How far a pixel may be off and still pull in proportion, in shares of white. Beyond, it pulls no harder: hair,
 * glasses and what else the decoder cannot draw are off by more.
 */
export const WIDTH = 0.1;

/**
 * Nats for a squared error, near zero: those of the Bernoulli likelihood of the training for a grey pixel, 1 / (2 p (1 - p))
 * at p = 1/2. So the prior has the weight that it had in the training.
 */
export const CURVATURE = 4;

/**
 * -log p(x|z) up to a constant, where a pixel's error has the middle of a normal distribution and the tails of a Laplace
 * one (Charbonnier et al. 1994): the sum of c w^2 (sqrt(1 + (r/w)^2) - 1) over the pixels that are seen.
 *
 * Convex, so that a picture whose first guess is far too dark is found too: a Student's t lets go of all its pixels.
 *
 * @param image what is drawn, 0 to 1, any shape
 * @param picture what is there, the same shape
 * @param seen weight of each pixel, the same shape
 */
export function robust(image: Float32Array, picture: Float32Array, seen: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < image.length; i++)
    sum += seen[i]! * (Math.sqrt(1 + ((image[i]! - picture[i]!) / WIDTH) ** 2) - 1);
  return CURVATURE * WIDTH ** 2 * sum;
}

/** Its derivative by the logits of `image`, a pixel p of which moves by p (1 - p). */
export function robustGradient(image: Float32Array, picture: Float32Array, seen: Float32Array): Float32Array {
  return image.map((p, i) => {
    const error = p - picture[i]!;
    return (CURVATURE * seen[i]! * error * p * (1 - p)) / Math.sqrt(1 + (error / WIDTH) ** 2);
  });
}
