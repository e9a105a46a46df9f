import { exp, log } from '../numeric/elementary.js';
import { Random } from '../numeric/random.js';
import { drawFrom, type Guide, logPriorOverGuide } from './guide.js';
import type { Distances } from './problem.js';

export interface AbcOptions {
  readonly seed: number;
  /** Simulations in all. */
  readonly evaluations: number;
  /** Points drawn in the first generation; half as many survive each one. */
  readonly population: number;
  readonly onProgress?: ((evaluations: number) => void) | undefined;
}

export interface AbcResult {
  /** Drawn again from the last generation in proportion to their weights. */
  readonly points: readonly Float64Array[];
  /** The largest distance accepted in each generation: it falls. */
  readonly tolerances: readonly number[];
  /** Kish's effective sample size of the last generation's weights. */
  readonly effectiveSampleSize: number;
}

interface Particle {
  readonly point: Float64Array;
  readonly distance: number;
  readonly logWeight: number;
}

/**
 * Approximate Bayesian computation with a tolerance that falls by itself: the adaptive population Monte Carlo
 * of Lenormand, Jabot and Deffuant (2013). Each generation keeps the nearer half of all particles; new ones are
 * drawn around them with twice their variance (Beaumont et al. 2009), and every particle keeps its weight.
 */
export async function adaptiveAbc(
  distances: Distances,
  guide: Guide,
  { seed, evaluations, population, onProgress }: AbcOptions,
): Promise<AbcResult> {
  const random = new Random(seed, 'abc');
  const size = Math.min(population, evaluations);
  const survivors = Math.max(2, Math.floor(size / 2));
  const first = Array.from({ length: size }, () => drawFrom(guide, random));
  let kept = nearestOf(await weigh(distances, first, (point) => logPriorOverGuide(guide, point)), survivors);
  const tolerances = [kept.at(-1)!.distance];
  let spent = size;
  onProgress?.(spent);
  while (spent < evaluations) {
    const weights = normalisedWeights(kept);
    const deviation = spread(kept, weights).map((variance) => Math.sqrt(2 * variance) + 1e-12);
    const count = Math.min(size - survivors, evaluations - spent);
    const points = Array.from({ length: count }, () =>
      drawFrom({ mean: kept[pick(weights, random.uniform())]!.point, deviation }, random),
    );
    const parents = kept;
    const fresh = await weigh(distances, points, (point) =>
      logImportance(point, parents, weights, deviation),
    );
    kept = nearestOf([...kept, ...fresh], survivors);
    tolerances.push(kept.at(-1)!.distance);
    spent += count;
    onProgress?.(spent);
  }
  const weights = normalisedWeights(kept);
  return {
    points: kept.map((_, i) => kept[pick(weights, (i + random.uniform()) / kept.length)]!.point),
    tolerances,
    effectiveSampleSize: 1 / weights.reduce((sum, w) => sum + w * w, 0),
  };
}

async function weigh(
  distances: Distances,
  points: readonly Float64Array[],
  logWeight: (point: Float64Array) => number,
): Promise<readonly Particle[]> {
  const found = await distances(points);
  return points.map((point, i) => ({ point, distance: found[i]!, logWeight: logWeight(point) }));
}

/** log prior - log of the mixture that the point was drawn from. */
function logImportance(
  point: Float64Array,
  parents: readonly Particle[],
  weights: readonly number[],
  deviation: Float64Array,
): number {
  const kernels = parents.map((parent, j) => {
    let sum = log(Math.max(weights[j]!, 1e-300));
    for (let i = 0; i < point.length; i++) {
      const z = (point[i]! - parent.point[i]!) / deviation[i]!;
      sum -= z ** 2 / 2 + log(deviation[i]!);
    }
    return sum;
  });
  const largest = Math.max(...kernels);
  const mixture = largest + log(kernels.reduce((sum, k) => sum + exp(Math.max(-600, k - largest)), 0));
  return -point.reduce((sum, x) => sum + x * x, 0) / 2 - mixture;
}

function nearestOf(particles: readonly Particle[], count: number): readonly Particle[] {
  return [...particles].sort((a, b) => a.distance - b.distance).slice(0, count);
}

function normalisedWeights(particles: readonly Particle[]): readonly number[] {
  const largest = Math.max(...particles.map((particle) => particle.logWeight));
  const weights = particles.map(({ logWeight }) => exp(Math.max(-600, logWeight - largest)));
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}

/** Weighted variance of every coordinate. */
function spread(particles: readonly Particle[], weights: readonly number[]): Float64Array {
  const mean = particles[0]!.point.map((_, i) =>
    particles.reduce((sum, { point }, j) => sum + weights[j]! * point[i]!, 0),
  );
  return mean.map((m, i) =>
    particles.reduce((sum, { point }, j) => sum + weights[j]! * (point[i]! - m) ** 2, 0),
  );
}

/** The index whose stretch of the cumulated weights holds `u` in [0, 1). */
function pick(weights: readonly number[], u: number): number {
  let left = u;
  for (const [i, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return i;
  }
  return weights.length - 1;
}
