import { Random } from '../numeric/random.js';
import { type Group, trainedUnits } from './groups.js';
import type { PlacedSet } from './inactive.js';

/** Neighbouring images of a step, of which the same factors vary: the paper's mini-batch is one set of 20. */
export interface CodeSet {
  /** Names of the factors that vary within the set. */
  readonly active: readonly string[];
  readonly images: number;
}

/**
 * How far each set is shifted when its images exchange their inactive units: a pure function of seed and step, so that
 * a resumed training draws what an uninterrupted one would have drawn.
 *
 * @returns 1 ... images - 1 for each set; 0 for a set of one image, which has nobody to exchange with
 */
export function exchangeShifts(seed: number, step: number, sets: readonly CodeSet[]): readonly number[] {
  const random = new Random(seed, 'exchange', step);
  return sets.map(({ images }) => (images > 1 ? 1 + random.integer(images - 1) : 0));
}

/** Sets lie one after the other in a step's rows. */
export function placeSets(
  groups: readonly Group[],
  sets: readonly CodeSet[],
  shifts: readonly number[],
): readonly PlacedSet[] {
  let start = 0;
  return sets.map(({ active, images }, j) => {
    const placed = { start, images, trained: trainedUnits(groups, active), shift: shifts[j]! };
    start += images;
    return placed;
  });
}

/** Visits every inactive unit of every image `i` of every set; `at(k)` is where that unit of image k lies. */
export function eachInactive(
  sets: readonly PlacedSet[],
  visit: (set: PlacedSet, i: number, at: (k: number) => number) => void,
): void {
  for (const set of sets) {
    const units = set.trained.length;
    for (let u = 0; u < units; u++) {
      if (set.trained[u] === 1) continue;
      const at = (k: number): number => (set.start + k) * units + u;
      for (let i = 0; i < set.images; i++) visit(set, i, at);
    }
  }
}
