import { identityFactors } from '../scene/identity.js';
import type { Factor, Parameter, Prior } from '../scene/scene.js';
import { gridSize } from './metrics/factorGrid.js';

/** `count` values that cover a prior evenly: the middles of equally wide parts of its range. */
export function levelsOf(prior: Prior, count: number): number[] {
  const middles = Array.from({ length: count }, (_, i) => (i + 0.5) / count);
  switch (prior.kind) {
    case 'uniform':
      return middles.map((t) => prior.min + t * (prior.max - prior.min));
    case 'level':
      return middles.map((t) => Math.floor(t * prior.count));
    case 'normal':
      // Within the middle 95 %.
      return middles.map((t) => 4 * t - 2);
  }
}

/** How many levels a factor can have at most. */
function mostLevels({ parameters }: { readonly parameters: readonly Parameter[] }): number {
  const [only] = parameters;
  return parameters.length === 1 && only!.prior.kind === 'level'
    ? only!.prior.count
    : Number.POSITIVE_INFINITY;
}

/** Shapes and textures that a grid has before anything else is drawn more finely: ten of each are a hundred people. */
const PEOPLE_LEVELS = 10;
/** Levels of pose and light that go before people. */
const SCALAR_LEVELS = 3;

/**
 * How many levels of each factor make a grid of at most `points` points: three of each factor of one number, then
 * up to ten of shape and texture, which people differ in, then as equal as possible, earlier factors first.
 *
 * The other way round, with as many poses as people, a few thousand images are of five shapes and four textures.
 */
export function gridLevelCounts(factors: readonly Factor[], points: number): number[] {
  const most = factors.map(mostLevels);
  const identity = identityFactors(factors);
  const isPerson = factors.map(({ name }) => identity.includes(name));
  const counts = factors.map(() => 2);
  const grow = (limits: readonly number[]): void => {
    for (;;) {
      const size = gridSize(counts);
      const growing = counts
        .map((count, k) => ({ count, k }))
        .filter(({ count, k }) => count < limits[k]! && (size / count) * (count + 1) <= points)
        .sort((a, b) => a.count - b.count)[0];
      if (growing === undefined) return;
      counts[growing.k]!++;
    }
  };
  grow(most.map((limit, k) => (isPerson[k] ? 2 : Math.min(limit, SCALAR_LEVELS))));
  grow(most.map((limit, k) => (isPerson[k] ? PEOPLE_LEVELS : Math.min(limit, SCALAR_LEVELS))));
  grow(most);
  return counts;
}
