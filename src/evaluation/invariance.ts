import { type Group, isOneNumber, type PlacedGroup, placeGroups } from '../code/groups.js';
import type { Posteriors } from './encodeImages.js';
import type { ScalarFactor } from './encoder.js';
import type { Movement } from './movements.js';

/** How far each group moves when only certain factors move. */
export interface InvarianceMatrix {
  readonly groups: readonly string[];
  /** Names of what moves. */
  readonly kinds: readonly string[];
  /**
   * [groups][kinds]: root mean square distance from the batch's mean, as a share of the same distance over
   * all test images. 1: the group moves as much as if everything moved; 0: it does not notice.
   */
  readonly movement: readonly (readonly number[])[];
  /** Batches that each is the mean of [kinds]. Where shape and texture rest, a batch is one person. */
  readonly batches: readonly number[];
}

/** Groups against what moves. A perfect code has 1 where group and factor belong together, 0 elsewhere. */
export function invarianceMatrix(
  groups: readonly Group[],
  movements: readonly Movement[],
  test: Posteriors,
): InvarianceMatrix {
  const placed = placeGroups(groups);
  return {
    groups: placed.map(({ name }) => name),
    kinds: movements.map(({ kind }) => kind),
    batches: movements.map(({ batches }) => batches.length),
    movement: placed.map((group) => {
      const everything = spread(test.mu, test.units, group);
      return movements.map(({ batches }) => {
        const within =
          batches.reduce((sum, { mu }) => sum + spread(mu, test.units, group), 0) / batches.length;
        return everything === 0 ? 0 : Math.sqrt(within / everything);
      });
    }),
  };
}

/** Unbiased variance of the rows of [images, units], summed over the group's units. */
function spread(mu: Float32Array, units: number, { start, end }: PlacedGroup): number {
  const count = mu.length / units;
  let sum = 0;
  for (let unit = start; unit < end; unit++) {
    let mean = 0;
    for (let i = unit; i < mu.length; i += units) mean += mu[i]! / count;
    for (let i = unit; i < mu.length; i += units) sum += (mu[i]! - mean) ** 2;
  }
  return count < 2 ? 0 : sum / (count - 1);
}

/** One point of the paper's curves: how similar a group's code stays while a factor moves. */
export interface CosinePoint {
  readonly group: string;
  readonly factor: string;
  /** The factor's value, in its unit. */
  readonly value: number;
  /** Cosine with the code of the batch's most central image; 1 where the group has not moved. */
  readonly cosine: number;
}

/**
 * Cosine similarity of the codes of groups of many units along one-factor batches, both relative to the mean
 * of all test images: without that, whatever all images share would make every cosine large.
 */
export function cosineCurves(
  groups: readonly Group[],
  movements: readonly Movement[],
  factors: readonly ScalarFactor[],
  test: Posteriors,
): CosinePoint[] {
  const points: CosinePoint[] = [];
  for (const { active, batches } of movements) {
    const factor = factors.find(({ name }) => active.length === 1 && active[0] === name);
    if (factor === undefined) continue;
    for (const group of placeGroups(groups)) {
      if (isOneNumber(group)) continue;
      const center = mean(test.mu, test.units, group);
      for (const { mu, truth } of batches) {
        if (truth === undefined) continue;
        const count = mu.length / test.units;
        const width = truth.length / count;
        const values = Array.from({ length: count }, (_, i) => truth[i * width + factor.place]!);
        const codes = values.map((_, i) =>
          mu.subarray(i * test.units + group.start, i * test.units + group.end).map((z, k) => z - center[k]!),
        );
        const { min, max } = range(factor);
        const distances = values.map((value) => Math.abs(value - (min + max) / 2));
        const reference = codes[distances.indexOf(Math.min(...distances))]!;
        values.forEach((value, i) => {
          points.push({
            group: group.name,
            factor: factor.name,
            value,
            cosine: cosine(codes[i]!, reference),
          });
        });
      }
    }
  }
  return points;
}

function range({ parameter: { prior } }: ScalarFactor): { readonly min: number; readonly max: number } {
  if (prior.kind === 'uniform') return prior;
  if (prior.kind === 'choice') return { min: prior.values[0]!, max: prior.values.at(-1)! };
  return prior.kind === 'level' ? { min: 0, max: prior.count - 1 } : { min: -1, max: 1 };
}

function mean(mu: Float32Array, units: number, { start, end }: PlacedGroup): Float64Array {
  const sum = new Float64Array(end - start);
  for (let row = 0; row < mu.length; row += units) {
    for (let k = 0; k < sum.length; k++) sum[k]! += mu[row + start + k]!;
  }
  return sum.map((total) => (total * units) / mu.length);
}

function cosine(a: Float32Array, b: Float32Array): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}
