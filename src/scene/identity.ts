import type { Factor } from './scene.js';

/**
 * The names of the factors that make a person: those that take many numbers (shape, texture). Pose and light
 * take one each.
 */
export function identityFactors(factors: readonly Factor[]): readonly string[] {
  return factors.filter(({ parameters }) => parameters.length !== 1).map(({ name }) => name);
}
