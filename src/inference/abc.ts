import { exp } from '../numeric/elementary.js';
import { Random } from '../numeric/random.js';
import { drawFrom, type Guide, logPriorOverGuide } from './guide.js';
import type { Block } from './metropolis.js';
import type { Distances } from './problem.js';

export interface AbcOptions {
  readonly seed: number;
  /** Simulations in all. */
  readonly evaluations: number;
  /** Particles; each generation moves every one of them once. */
  readonly population: number;
  readonly onProgress?: ((evaluations: number) => void) | undefined;
}

export interface AbcResult {
  /** The last generation, equally weighted. */
  readonly points: readonly Float64Array[];
  /** The largest distance accepted in each generation: it falls. */
  readonly tolerances: readonly number[];
  /** Particles of the last generation that are not copies of another. */
  readonly distinct: number;
}

interface Particle {
  readonly point: Float64Array;
  readonly distance: number;
}

/** Share of the particles that each generation keeps. */
const SURVIVORS = 0.7;
/** Share of moves that should be accepted, and the first step as a share of the guide's deviation. */
const ACCEPTANCE = 0.25;
const FIRST_STEP = 0.8;

/**
 * Approximate Bayesian computation with a tolerance that falls by itself: adaptive sequential Monte Carlo (Del
 * Moral, Doucet and Jasra 2012). Each generation takes as its tolerance the distance within which 0.7 of
 * the particles lie, replaces the others by copies of these, and moves everybody, one block at a time, within it.
 *
 * Moves are preconditioned Crank-Nicolson (Cotter et al. 2013), which would leave the guide invariant and are
 * accepted so as to leave the prior. Drawing around the particles instead and weighting (Lenormand et al. 2013) was
 * tried: with the face's seventy parameters all the weight falls to one particle.
 */
export async function adaptiveAbc(
  distances: Distances,
  guide: Guide,
  blocks: readonly Block[],
  { seed, evaluations, population, onProgress }: AbcOptions,
): Promise<AbcResult> {
  const random = new Random(seed, 'abc');
  const size = Math.min(population, evaluations);
  const first = Array.from({ length: size }, () => drawFrom(guide, random));
  const found = await distances(first);
  const weights = first.map((point) => logPriorOverGuide(guide, point));
  let particles: readonly Particle[] = resample(
    first.map((point, i) => ({ point, distance: found[i]! })),
    weights,
    random,
  );
  const steps = blocks.map(() => FIRST_STEP);
  const tolerances: number[] = [];
  let spent = size;
  onProgress?.(spent);
  for (let generation = 0; spent < evaluations; generation++) {
    const sorted = [...particles].sort((a, b) => a.distance - b.distance);
    const tolerance = sorted[Math.ceil(SURVIVORS * size) - 1]!.distance;
    const near = sorted.filter(({ distance }) => distance <= tolerance);
    const parents = Array.from({ length: size }, (_, i) => near[i % near.length]!);
    const count = Math.min(size, evaluations - spent);
    const b = generation % blocks.length;
    const proposals = parents
      .slice(0, count)
      .map(({ point }) => crankNicolson(point, guide, blocks[b]!, steps[b]!, random));
    const results = await distances(proposals);
    let accepted = 0;
    particles = parents.map((parent, i) => {
      const point = proposals[i];
      if (point === undefined || results[i]! > tolerance) return parent;
      const logRatio = logPriorOverGuide(guide, point) - logPriorOverGuide(guide, parent.point);
      if (logRatio < 0 && random.uniform() >= exp(Math.max(-600, logRatio))) return parent;
      accepted++;
      return { point, distance: results[i]! };
    });
    steps[b] = Math.min(1, steps[b]! * exp(2 * (accepted / count - ACCEPTANCE)));
    tolerances.push(tolerance);
    spent += count;
    onProgress?.(spent);
  }
  return {
    points: particles.map(({ point }) => point),
    tolerances,
    distinct: new Set(particles.map(({ point }) => point)).size,
  };
}

/** A step towards a fresh draw of the guide, in one block, that would leave the guide invariant. */
function crankNicolson(
  point: Float64Array,
  { mean, deviation }: Guide,
  { start, end }: Block,
  step: number,
  random: Random,
): Float64Array {
  const moved = point.slice();
  for (let i = start; i < end; i++)
    moved[i] =
      mean[i]! + Math.sqrt(1 - step * step) * (point[i]! - mean[i]!) + step * deviation[i]! * random.normal();
  return moved;
}

/** As many again, in proportion to their weights (systematic resampling). */
function resample(
  particles: readonly Particle[],
  logWeights: readonly number[],
  random: Random,
): readonly Particle[] {
  const largest = Math.max(...logWeights);
  const weights = logWeights.map((w) => exp(Math.max(-600, w - largest)));
  const total = weights.reduce((sum, w) => sum + w, 0);
  const offset = random.uniform();
  const result: Particle[] = [];
  let cumulated = 0;
  for (const [i, particle] of particles.entries()) {
    cumulated += (weights[i]! / total) * particles.length;
    while (result.length + offset < cumulated && result.length < particles.length) result.push(particle);
  }
  while (result.length < particles.length) result.push(particles.at(-1)!);
  return result;
}
