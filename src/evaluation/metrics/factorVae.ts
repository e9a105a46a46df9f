import type { Random } from '../../numeric/random.js';
import { variance } from '../../statistics/moments.js';
import { type Draws, PUBLISHED_DRAWS } from './betaVae.js';
import { type LabelledCodes, pointsByLevel, rowsOf } from './codes.js';

/** Units whose standard deviation is smaller have collapsed to the prior and do not vote. */
const COLLAPSED = 0.05;

/**
 * FactorVAE score, in [0, 1]: test accuracy of the majority vote that tells which factor a batch holds
 * still from the unit that varies least in it, relative to how much it varies at all.
 *
 * Kim and Mnih 2018, "Disentangling by Factorising", section 4. The variances over all images are those of
 * the same points that batches are drawn from.
 */
export function factorVaeScore(
  points: LabelledCodes,
  random: Random,
  draws: Draws = PUBLISHED_DRAWS,
): number {
  const scales = points.codes.map(variance);
  const active = points.codes.map((_, j) => j).filter((j) => Math.sqrt(scales[j]!) >= COLLAPSED);
  if (active.length === 0) return 0;
  const votes = countVotes(points, random, draws.batch, draws.train, active, scales);
  const tests = countVotes(points, random, draws.batch, draws.test, active, scales);
  let hits = 0;
  for (const [unit, row] of votes.entries()) hits += tests[unit]![row.indexOf(Math.max(...row))]!;
  return hits / draws.test;
}

/** How often each unit varied least while each factor was held still, [units][factors]. */
function countVotes(
  points: LabelledCodes,
  random: Random,
  batch: number,
  count: number,
  active: readonly number[],
  scales: readonly number[],
): number[][] {
  const { codes, labels } = points;
  const units = codes.length;
  const rows = rowsOf(points);
  const alike = pointsByLevel(points);
  const votes = codes.map(() => labels.map(() => 0));
  const sum = new Float64Array(units);
  const squares = new Float64Array(units);
  for (let i = 0; i < count; i++) {
    const factor = random.integer(labels.length);
    const level = labels[factor]![random.integer(labels[factor]!.length)]!;
    const candidates = alike[factor]![level]!;
    sum.fill(0);
    squares.fill(0);
    // Distances from a code of the level: of near-constant units, squares of the codes would cancel.
    const origin = units * candidates[0]!;
    for (let k = 0; k < batch; k++) {
      const row = units * candidates[random.integer(candidates.length)]!;
      for (let j = 0; j < units; j++) {
        const z = rows[row + j]! - rows[origin + j]!;
        sum[j]! += z;
        squares[j]! += z * z;
      }
    }
    let least = active[0]!;
    let leastVariance = Infinity;
    for (const unit of active) {
      const relative = (squares[unit]! - sum[unit]! ** 2 / batch) / scales[unit]!;
      if (relative < leastVariance) {
        least = unit;
        leastVariance = relative;
      }
    }
    votes[least]![factor]! += 1;
  }
  return votes;
}
