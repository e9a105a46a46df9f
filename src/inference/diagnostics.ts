import { mean } from '../statistics/moments.js';

/** Draws of a chain that can be split and still vary. */
const SHORTEST = 4;

/**
 * Split R-hat (Gelman et al. 2013, BDA3 section 11.4): the deviation over all chains against that within
 * half-chains. 1 where the chains agree; above 1.01 they have not run long enough. Infinity where there are not
 * yet four draws of each chain.
 *
 * @param chains equally long
 */
export function splitRHat(chains: readonly ArrayLike<number>[]): number {
  if (chains[0]!.length < SHORTEST) return Number.POSITIVE_INFINITY;
  const halves = chains.flatMap(split);
  const { within, total } = variances(halves);
  return within === 0 ? (total === 0 ? 1 : Number.POSITIVE_INFINITY) : Math.sqrt(total / within);
}

/**
 * Effective sample size of all draws together (Vehtari et al. 2021, section 3.2): autocorrelations of the
 * split chains, summed over Geyer's initial monotone sequence. 1 where there are not yet four draws of each chain.
 *
 * @param chains equally long
 */
export function effectiveSampleSize(chains: readonly ArrayLike<number>[]): number {
  if (chains[0]!.length < SHORTEST) return 1;
  const halves = chains.flatMap(split);
  const length = halves[0]!.length;
  const { within, total } = variances(halves);
  if (total === 0) return halves.length * length;
  const rho = (lag: number): number =>
    1 - (within - mean(halves.map((half) => autocovariance(half, lag)))) / total;
  let time = 0;
  let previous = Number.POSITIVE_INFINITY;
  for (let lag = 0; lag + 1 < length; lag += 2) {
    const pair = Math.min(previous, (lag === 0 ? 1 : rho(lag)) + rho(lag + 1));
    if (pair < 0) break;
    time += 2 * pair;
    previous = pair;
  }
  const draws = halves.length * length;
  // Antithetic chains may gain, but no more than this is trusted (Vehtari et al., same section).
  return draws / Math.max(time - 1, 1 / Math.log10(draws));
}

/** An odd chain loses its middle draw. */
function split(chain: ArrayLike<number>): readonly number[][] {
  const values = Array.from(chain);
  const half = Math.floor(values.length / 2);
  return [values.slice(0, half), values.slice(values.length - half)];
}

function variances(chains: readonly (readonly number[])[]): { within: number; total: number } {
  const length = chains[0]!.length;
  const within = mean(chains.map((chain) => (autocovariance(chain, 0) * length) / (length - 1)));
  const means = chains.map(mean);
  const between = (autocovariance(means, 0) * chains.length) / (chains.length - 1);
  return { within, total: ((length - 1) / length) * within + between };
}

/** Divided by the length, not by the number of terms. */
function autocovariance(chain: readonly number[], lag: number): number {
  const centre = mean(chain);
  let sum = 0;
  for (let i = 0; i + lag < chain.length; i++) sum += (chain[i]! - centre) * (chain[i + lag]! - centre);
  return sum / chain.length;
}
