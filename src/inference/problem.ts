import type { Parameter } from '../scene/scene.js';
import { toValues } from './latent.js';

/**
 * Inverse graphics as inference: a prior over parameters, a simulator that draws what they look like, a
 * summary of what was drawn, and a distance between summaries. The paper's page proposes the graphics code as
 * the summary inside a renderer in Picture (Kulkarni et al. 2015, CVPR).
 *
 * @typeParam Simulation what the simulator makes of n points: n images
 */
export interface Problem<Simulation> {
  readonly parameters: readonly Parameter[];
  /** @param values [n, parameters], each in its parameter's unit */
  simulate(values: Float32Array): Promise<Simulation>;
  /** @returns [n, features] */
  summarise(simulation: Simulation): Promise<Float32Array>;
  /** @param simulated [features] */
  distance(simulated: Float32Array, observed: Float32Array): number;
}

/** The distance of every point's simulation from what was observed; points are latents, see `latent.ts`. */
export type Distances = (points: readonly Float64Array[]) => Promise<Float64Array>;

/** The same for a log-likelihood, up to a constant. */
export type LogLikelihood = (points: readonly Float64Array[]) => Promise<Float64Array>;

/** @param observed the summary [features] that each point is held against: chains may see different ones */
export function distancesFrom<Simulation>(
  problem: Problem<Simulation>,
  observed: (point: number) => Float32Array,
): Distances {
  const width = problem.parameters.length;
  return async (points) => {
    const values = new Float32Array(points.length * width);
    for (const [i, point] of points.entries()) values.set(toValues(problem.parameters, point), i * width);
    const summaries = await problem.summarise(await problem.simulate(values));
    const features = summaries.length / points.length;
    return Float64Array.from(points, (_, i) =>
      problem.distance(summaries.subarray(i * features, (i + 1) * features), observed(i)),
    );
  };
}

/**
 * The summaries differ by normal noise: log L = -distance^2 / (2 tolerance^2). Exact for a summary that is
 * observed with such noise; otherwise approximate Bayesian computation with a Gaussian kernel.
 */
export function gaussianLikelihood(distances: Distances, tolerance: number): LogLikelihood {
  return async (points) => (await distances(points)).map((d) => -((d / tolerance) ** 2) / 2);
}
