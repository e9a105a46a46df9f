import type { Factor, Parameter, Prior } from '../scene/scene.js';

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

/**
 * How many levels of each factor make a grid of at most `points` points: as equal as possible, earlier factors
 * first.
 */
export function gridLevelCounts(factors: readonly Factor[], points: number): number[] {
  const most = factors.map(mostLevels);
  const counts = factors.map(() => 2);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [k, limit] of most.entries()) {
      const size = counts.reduce((product, n) => product * n, 1);
      if (counts[k]! >= limit || (size / counts[k]!) * (counts[k]! + 1) > points) continue;
      counts[k]! += 1;
      grown = true;
    }
  }
  return counts;
}
