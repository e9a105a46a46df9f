import { exp } from '../numeric/elementary.js';
import { Random } from '../numeric/random.js';
import { drawFrom, type Guide, logPriorOverGuide } from './guide.js';
import type { Block } from './metropolis.js';
import type { Distances } from './problem.js';

export interface AbcOptions {
  readonly seed: number;
  /** Simulations in all. */
  readonly evaluations: number;
  /** Where the tolerance stops falling: the noise that the likelihood assumes. */
  readonly tolerance: number;
  readonly onProgress?: ((evaluations: number) => void) | undefined;
}

export interface AbcResult {
  /** The last generation, equally weighted. */
  readonly points: readonly Float64Array[];
  /** Of each generation: it falls to the one that was asked for, or as far as the simulations went. */
  readonly tolerances: readonly number[];
  /** What so many particles are worth that share ancestors in the first generation; never more than it may be. */
  readonly effectiveSampleSize: number;
}

interface Particle {
  readonly point: Float64Array;
  readonly distance: number;
  /** Which of the first generation it comes from. */
  readonly ancestor: number;
}

/** Particles for every dimension, and at least: 67 parameters need more than two do, and quantiles need some. */
const PARTICLES = { dimension: 2, least: 100 };
/** Share of the particles that a generation's weights are worth: the tolerance falls no faster. */
const WORTH = 0.7;
/** Share of moves that should be accepted, and the first step as a share of the guide's deviation. */
const ACCEPTANCE = 0.25;
const FIRST_STEP = 0.8;

/** How many particles there are for so many parameters. */
export function abcPopulation(dimensions: number): number {
  return Math.max(PARTICLES.least, PARTICLES.dimension * dimensions);
}

/**
 * Approximate Bayesian computation with a falling tolerance: sequential Monte Carlo (Del Moral, Doucet and Jasra 2006,
 * 2012) from the guide to the posterior, along guide x (prior x likelihood / guide)^b. With b = 1 at the end this is
 * what the chains sample; on the way the likelihood's tolerance is the last one over the root of b. Each generation
 * takes the b at which its weights are worth 0.7 of its particles, draws as many again by them, and moves everybody in
 * every block.
 *
 * Moves are preconditioned Crank-Nicolson (Cotter et al. 2013), which leave the guide invariant. Weighting the first
 * draws by prior over guide leaves one particle of fifty in seventy dimensions, and a tolerance without a floor falls
 * until the intervals are of the copies of the nearest: they held the truth in a third of the cases.
 */
export async function adaptiveAbc(
  distances: Distances,
  guide: Guide,
  blocks: readonly Block[],
  { seed, evaluations, tolerance, onProgress }: AbcOptions,
): Promise<AbcResult> {
  const random = new Random(seed, 'abc');
  const size = Math.min(abcPopulation(guide.mean.length), evaluations);
  const first = Array.from({ length: size }, () => drawFrom(guide, random));
  const found = await distances(first);
  let particles: readonly Particle[] = first.map((point, i) => ({ point, distance: found[i]!, ancestor: i }));
  const logRatio = ({ point, distance }: Pick<Particle, 'point' | 'distance'>): number =>
    logPriorOverGuide(guide, point) - (distance / tolerance) ** 2 / 2;
  const steps = blocks.map(() => FIRST_STEP);
  const tolerances: number[] = [];
  let spent = size;
  let power = 0;
  onProgress?.(spent);
  // A generation that could not be moved in every block would be one of copies.
  while (spent + size * blocks.length <= evaluations) {
    if (power < 1) {
      const ratios = particles.map(logRatio);
      const next = nextPower(ratios, power);
      particles = resample(
        particles,
        ratios.map((ratio) => (next - power) * ratio),
        random,
      );
      power = next;
      tolerances.push(tolerance / Math.sqrt(power));
    }
    for (const [b, block] of blocks.entries()) {
      const proposals = particles.map(({ point }) => crankNicolson(point, guide, block, steps[b]!, random));
      const results = await distances(proposals);
      let accepted = 0;
      particles = particles.map((particle, i) => {
        const moved = { ...particle, point: proposals[i]!, distance: results[i]! };
        const gain = power * (logRatio(moved) - logRatio(particle));
        if (gain < 0 && random.uniform() >= exp(Math.max(-600, gain))) return particle;
        accepted++;
        return moved;
      });
      steps[b] = Math.min(1, steps[b]! * exp(2 * (accepted / size - ACCEPTANCE)));
      spent += size;
      onProgress?.(spent);
    }
  }
  return {
    points: particles.map(({ point }) => point),
    tolerances,
    effectiveSampleSize: worth(countAncestors(particles)),
  };
}

/** The largest power up to 1 at which the weights are worth the share of the particles that they shall be. */
function nextPower(ratios: readonly number[], power: number): number {
  const enough = (next: number): boolean =>
    worth(weightsOf(ratios.map((ratio) => (next - power) * ratio))) >= WORTH * ratios.length;
  if (enough(1)) return 1;
  let [low, high] = [power, 1];
  for (let k = 0; k < 50; k++) {
    const middle = (low + high) / 2;
    if (enough(middle)) low = middle;
    else high = middle;
  }
  // Never none at all: equal weights are worth everything.
  return low > power ? low : high;
}

/** Weights with the largest of 1. */
function weightsOf(logWeights: readonly number[]): readonly number[] {
  const largest = Math.max(...logWeights);
  return logWeights.map((w) => exp(Math.max(-600, w - largest)));
}

/** How many equal weights say as much: (sum)^2 / sum of squares. */
function worth(weights: readonly number[]): number {
  const sum = weights.reduce((a, b) => a + b, 0);
  return sum ** 2 / weights.reduce((a, b) => a + b * b, 0);
}

function countAncestors(particles: readonly Particle[]): readonly number[] {
  const counts = new Map<number, number>();
  for (const { ancestor } of particles) counts.set(ancestor, (counts.get(ancestor) ?? 0) + 1);
  return [...counts.values()];
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
  const weights = weightsOf(logWeights);
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
