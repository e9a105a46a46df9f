import { Random } from '../numeric/random.js';

/**
 * Standard normal noise for one training step: a pure function of seed and step, so that a resumed training
 * draws what an uninterrupted one would have drawn.
 *
 * @param first place in the step's noise of the first number, for who needs a stretch of it
 */
export function noise(seed: number, step: number, length: number, first = 0): Float32Array {
  const random = new Random(seed, 'noise', step);
  random.skipNormals(first);
  return Float32Array.from({ length }, () => random.normal());
}

/**
 * SGVB's reparameterisation (Kingma and Welling 2014, section 2.4): z = mu + sigma epsilon.
 *
 * @param mu mean of the posterior [batch, units]
 * @param logVar log sigma^2 [batch, units]
 * @param epsilon standard normal [batch, units]
 * @returns z [batch, units]
 */
export function reparameterise(mu: Float32Array, logVar: Float32Array, epsilon: Float32Array): Float32Array {
  return mu.map((mean, i) => mean + Math.exp(logVar[i]! / 2) * epsilon[i]!);
}

/**
 * dz/d(log sigma^2) = sigma epsilon / 2; dz/d(mu) = 1, so dL/d(mu) is dL/dz itself.
 *
 * @param gradient dL/dz [batch, units]
 * @returns dL/d(log sigma^2) [batch, units]
 */
export function reparameteriseBackward(
  gradient: Float32Array,
  logVar: Float32Array,
  epsilon: Float32Array,
): Float32Array {
  return gradient.map((g, i) => (g * Math.exp(logVar[i]! / 2) * epsilon[i]!) / 2);
}
