import { Random } from '../numeric/random.js';
import type { LogLikelihood } from './problem.js';

/** Where a chain stands. */
export interface State {
  readonly point: Float64Array;
  readonly logLikelihood: number;
}

/**
 * A Markov transition that leaves the posterior invariant, as a generator: it yields the points whose
 * log-likelihood it wants to know, and returns the next state. So a sampler reads as if it were alone, and
 * all chains still simulate in one batch.
 */
export type Transition = Generator<Float64Array, State, number>;

export interface Kernel {
  /** @param adapting whether the kernel may still tune itself: it must not once draws are kept */
  transition(state: State, random: Random, adapting: boolean): Transition;
}

/** A state after a whole transition. */
export interface Draw extends State {
  /** Likelihood evaluations of its chain up to then. */
  readonly evaluation: number;
}

export interface ChainOptions {
  readonly seed: number;
  /** Of each chain; the first half is warm-up. */
  readonly evaluations: number;
  readonly onProgress?: ((evaluations: number) => void) | undefined;
}

/**
 * Runs several chains in step. The result is a pure function of the arguments.
 *
 * @param kernels one a chain
 * @param starts one a chain
 * @returns every chain's draws, those of the warm-up first (see `keptDraws`)
 */
export async function runChains(
  logLikelihood: LogLikelihood,
  kernels: readonly Kernel[],
  starts: readonly Float64Array[],
  { seed, evaluations, onProgress }: ChainOptions,
): Promise<readonly (readonly Draw[])[]> {
  const first = await logLikelihood(starts);
  const chains = starts.map((point, i) =>
    openChain(kernels[i]!, { point, logLikelihood: first[i]! }, new Random(seed, 'chain', i), evaluations),
  );
  for (let evaluation = 1; evaluation < evaluations; evaluation++) {
    const results = await logLikelihood(chains.map((chain) => chain.wanted()));
    for (const [i, chain] of chains.entries()) chain.answer(results[i]!, evaluation + 1);
    onProgress?.(evaluation + 1);
  }
  return chains.map((chain) => chain.draws);
}

/**
 * The draws after the warm-up, as many of each chain as of the shortest: an elliptical slice takes its time. A
 * chain that has not moved since has its last draw alone.
 */
export function keptDraws(
  chains: readonly (readonly Draw[])[],
  evaluations: number,
): readonly (readonly Draw[])[] {
  const kept = chains.map((draws) => draws.filter((draw) => draw.evaluation > evaluations / 2));
  const length = Math.max(1, Math.min(...kept.map((draws) => draws.length)));
  return chains.map((draws) => draws.slice(-length));
}

interface Chain {
  readonly draws: Draw[];
  /** The point that the chain waits for. */
  wanted(): Float64Array;
  answer(logLikelihood: number, evaluation: number): void;
}

function openChain(kernel: Kernel, start: State, random: Random, evaluations: number): Chain {
  const draws: Draw[] = [{ ...start, evaluation: 1 }];
  let transition = kernel.transition(start, random, true);
  let step = transition.next();
  return {
    draws,
    wanted() {
      if (step.done) throw new Error('a transition evaluates at least one point');
      return step.value;
    },
    answer(logLikelihood, evaluation) {
      step = transition.next(logLikelihood);
      if (!step.done) return;
      draws.push({ ...step.value, evaluation });
      transition = kernel.transition(step.value, random, evaluation < evaluations / 2);
      step = transition.next();
    },
  };
}
