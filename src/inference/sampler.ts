import { Random } from '../numeric/random.js';
import type { Factor } from '../scene/scene.js';
import { adaptiveAbc } from './abc.js';
import { type Draw, keptDraws, runChains } from './chains.js';
import { ellipticalSlice } from './ellipticalSlice.js';
import { drawFrom, type Guide } from './guide.js';
import { type Block, metropolis } from './metropolis.js';
import { type Distances, gaussianLikelihood } from './problem.js';

/** Elliptical slices, random-walk Metropolis, or approximate Bayesian computation with a falling tolerance. */
export const samplerNames = ['slice', 'metropolis', 'abc'] as const;
export type SamplerName = (typeof samplerNames)[number];

export interface SamplingOptions {
  readonly sampler: SamplerName;
  readonly seed: number;
  /** Simulations in all, over all chains. */
  readonly renders: number;
  readonly chains: number;
  /** Deviation of the Gaussian that distances are held against; that of `abc` falls to it. */
  readonly tolerance: number;
  readonly onProgress?: ((renders: number) => void) | undefined;
}

/** Draws from a posterior, in latent space. */
export interface Samples {
  /** Equally long and equally weighted; one for `abc`. */
  readonly chains: readonly (readonly Float64Array[])[];
  /** The whole way of every chain, warm-up included; empty for `abc`. */
  readonly traces: readonly (readonly Draw[])[];
  /** Of `abc`: how far the tolerance has fallen, and what the particles are worth. */
  readonly abc?: { readonly tolerance: number; readonly effectiveSampleSize: number };
}

/** The factors of a scene as blocks of its parameters. */
export function blocksOf(factors: readonly Factor[]): readonly Block[] {
  let end = 0;
  return factors.map(({ parameters }) => {
    const start = end;
    end += parameters.length;
    return { start, end };
  });
}

/** Samples the posterior of one observation, starting from draws of the guide. */
export async function sample(
  distances: Distances,
  guide: Guide,
  blocks: readonly Block[],
  { sampler, seed, renders, chains, tolerance, onProgress }: SamplingOptions,
): Promise<Samples> {
  if (sampler === 'abc') {
    const options = { seed, evaluations: renders, tolerance, onProgress };
    const { points, tolerances, effectiveSampleSize } = await adaptiveAbc(distances, guide, blocks, options);
    return {
      chains: [points],
      traces: [],
      abc: { tolerance: tolerances.at(-1) ?? Number.POSITIVE_INFINITY, effectiveSampleSize },
    };
  }
  const kernel = KERNELS[sampler];
  const starts = Array.from({ length: chains }, (_, i) => drawFrom(guide, new Random(seed, 'start', i)));
  const evaluations = Math.floor(renders / chains);
  const traces = await runChains(
    gaussianLikelihood(distances, tolerance),
    starts.map(() => kernel(guide, blocks)),
    starts,
    { seed, evaluations, onProgress: (done) => onProgress?.(done * chains) },
  );
  return {
    chains: keptDraws(traces, evaluations).map((draws) => draws.map((draw) => draw.point)),
    traces,
  };
}

const KERNELS = { slice: ellipticalSlice, metropolis } as const;
