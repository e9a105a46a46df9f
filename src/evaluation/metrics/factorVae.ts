import type { Random } from '../../numeric/random.js';
import { variance } from '../statistics/moments.js';
import { type Draws, PUBLISHED_DRAWS } from './betaVae.js';
import { drawCombination, type FactorGrid, gridIndex } from './factorGrid.js';

/** Units whose standard deviation is smaller have collapsed to the prior and do not vote. */
const COLLAPSED = 0.05;

/**
 * FactorVAE score, in [0, 1]: test accuracy of the majority vote that tells which factor a batch holds
 * still from the unit that varies least in it, relative to how much it varies at all.
 *
 * Kim and Mnih 2018, "Disentangling by Factorising", section 4. The variances over all images are those of
 * the whole grid rather than of a sample of 10,000.
 */
export function factorVaeScore(grid: FactorGrid, random: Random, draws: Draws = PUBLISHED_DRAWS): number {
  const scales = grid.codes.map(variance);
  const active = grid.codes.map((_, j) => j).filter((j) => Math.sqrt(scales[j]!) >= COLLAPSED);
  if (active.length === 0) return 0;
  const votes = countVotes(grid, random, draws.batch, draws.train, active, scales);
  const tests = countVotes(grid, random, draws.batch, draws.test, active, scales);
  let hits = 0;
  for (const [unit, row] of votes.entries()) hits += tests[unit]![row.indexOf(Math.max(...row))]!;
  return hits / draws.test;
}

/** How often each unit varied least while each factor was held still, [units][factors]. */
function countVotes(
  { levels, codes }: FactorGrid,
  random: Random,
  batch: number,
  count: number,
  active: readonly number[],
  scales: readonly number[],
): number[][] {
  const votes = codes.map(() => levels.map(() => 0));
  const values = new Float64Array(batch);
  for (let i = 0; i < count; i++) {
    const factor = random.integer(levels.length);
    const combinations = Array.from({ length: batch }, () => drawCombination(levels, random));
    for (const combination of combinations) combination[factor] = combinations[0]![factor]!;
    const points = combinations.map((combination) => gridIndex(levels, combination));
    let least = active[0]!;
    let leastVariance = Infinity;
    for (const unit of active) {
      for (let k = 0; k < batch; k++) values[k] = codes[unit]![points[k]!]!;
      const relative = variance(values) / scales[unit]!;
      if (relative < leastVariance) {
        least = unit;
        leastVariance = relative;
      }
    }
    votes[least]![factor]! += 1;
  }
  return votes;
}
