import type { Parameter, Prior } from '../scene/scene.js';
import { normalCdf, normalQuantile } from './normal.js';

/**
 * Every parameter is sampled as a latent number whose prior is N(0, 1): a coefficient is its own, an angle is
 * the uniform quantile of the latent's normal one. So every block may be updated by elliptical slice sampling,
 * and no proposal ever leaves the support.
 */
export function toValues(parameters: readonly Parameter[], point: ArrayLike<number>): Float32Array {
  return Float32Array.from(parameters, ({ prior }, i) => valueAt(prior, point[i]!));
}

/** The way back. A value at or beyond the end of its range gets the latent just inside it. */
export function toLatent(parameters: readonly Parameter[], values: ArrayLike<number>): Float64Array {
  return Float64Array.from(parameters, ({ prior }, i) => latentAt(prior, values[i]!));
}

/** Keeps latents within +-4.27. */
const EDGE = 1e-5;

function valueAt(prior: Prior, latent: number): number {
  switch (prior.kind) {
    case 'normal':
      return latent;
    case 'uniform':
      return prior.min + (prior.max - prior.min) * normalCdf(latent);
    case 'level':
      return place(prior.count, latent);
    case 'choice':
      return prior.values[place(prior.values.length, latent)]!;
  }
}

function latentAt(prior: Prior, value: number): number {
  switch (prior.kind) {
    case 'normal':
      return value;
    case 'uniform':
      return inside((value - prior.min) / (prior.max - prior.min));
    case 'level':
      return inside((value + 0.5) / prior.count);
    case 'choice':
      return inside((prior.values.findLastIndex((x) => x <= value) + 0.5) / prior.values.length);
  }
}

/** One of `count` places, each of the same share of the prior. */
function place(count: number, latent: number): number {
  return Math.min(count - 1, Math.floor(count * normalCdf(latent)));
}

function inside(p: number): number {
  return normalQuantile(Math.min(1 - EDGE, Math.max(EDGE, p)));
}
