import type { Factor, Parameter, Prior } from '../scene/scene.js';
import { BINS } from './metrics/mutualInformation.js';

/** `count` values that cover a prior evenly: the middles of equally wide parts of its range. */
export function levelsOf(prior: Prior, count: number): number[] {
  const middles = Array.from({ length: count }, (_, i) => (i + 0.5) / count);
  switch (prior.kind) {
    case 'uniform':
      return middles.map((t) => prior.min + t * (prior.max - prior.min));
    case 'level':
      return middles.map((t) => first(prior) + Math.floor(t * countOf(prior)!));
    case 'choice':
      return middles.map((t) => prior.values[Math.floor(t * prior.values.length)]!);
    case 'normal':
      // Within the middle 95 %.
      return middles.map((t) => 4 * t - 2);
  }
}

/**
 * Of a factor of one continuous number: as many as the bins of a code unit, which can tell no more. The learners' time
 * grows with it.
 */
const CONTINUOUS = BINS;
/** Shapes and textures: ten of each are a hundred people. */
const PEOPLE = 10;
/** Points that a level needs, so that learners see some of it and are tested on others. */
const POINTS = 30;

/**
 * How many levels of each factor `points` points are drawn from: all of a factor that has levels (dSprites: 3, 6, 40,
 * 32 and 32, as published scores have), and fewer where points are few. A gap in information depends on them: with 5
 * levels of azimuth it is twice that with 40.
 */
export function levelCounts(factors: readonly Factor[], points: number): number[] {
  return factors.map(({ parameters }) => {
    const [{ prior }] = parameters as readonly [Parameter];
    const wanted = parameters.length > 1 ? PEOPLE : (countOf(prior) ?? CONTINUOUS);
    return Math.max(2, Math.min(wanted, Math.floor(points / POINTS)));
  });
}

/** The first level that a test may show. */
function first(prior: Prior & { readonly kind: 'level' }): number {
  return prior.parts?.test[0] ?? 0;
}

/** How many values a test may show, where they can be counted. */
function countOf(prior: Prior): number | undefined {
  if (prior.kind === 'level' && prior.parts) return prior.parts.test[1] - prior.parts.test[0];
  if (prior.kind === 'level') return prior.count;
  return prior.kind === 'choice' ? prior.values.length : undefined;
}
