import type { Factor } from './scene.js';

/** The names of the factors that make a person or an object: see `isIdentity`. Pose and light are none. */
export function identityFactors(factors: readonly Factor[]): readonly string[] {
  return factors.filter(isIdentity).map(({ name }) => name);
}

/**
 * Whether a factor takes more than one number to tell: many coefficients (shape, texture), which of many objects that
 * are kept apart for training and test, or (for pictures without ground truth) nobody knows what.
 */
export function isIdentity({ parameters }: Factor): boolean {
  const [only] = parameters;
  return parameters.length !== 1 || (only!.prior.kind === 'level' && only!.prior.parts !== undefined);
}
