import { Random } from '../numeric/random.js';
import { type Group, trainedUnits } from './groups.js';

/** Neighbouring images of a step, of which the same factors vary: the paper's mini-batch is one set of 20. */
export interface CodeSet {
  /** Names of the factors that vary within the set. */
  readonly active: readonly string[];
  readonly images: number;
}

/** Where in a step's rows a set lies, which of its units are trained, and how far it is shifted. */
export interface PlacedSet {
  /** Row of the set's first image. */
  readonly start: number;
  readonly images: number;
  /** [units], 1 where a unit passes unchanged, 0 where it is inactive. */
  readonly trained: Uint8Array;
  /** Exchange: image i takes the units of image (i + shift) mod images. */
  readonly shift: number;
}

/**
 * How far each set is shifted when its images exchange their inactive units: a pure function of seed and step, so that
 * a resumed training draws what an uninterrupted one would have drawn.
 *
 * @returns 1 ... images - 1 for each set; 0 for a set of one image, which has nobody to exchange with
 */
export function exchangeShifts(
  seed: number,
  step: number,
  sets: readonly Pick<CodeSet, 'images'>[],
): readonly number[] {
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

/** Visits every inactive unit of every set; `at(i)` is where that unit of the set's image i lies. */
export function eachInactive(
  sets: readonly PlacedSet[],
  visit: (set: PlacedSet, at: (i: number) => number) => void,
): void {
  for (const set of sets) {
    const units = set.trained.length;
    for (let u = 0; u < units; u++) {
      if (set.trained[u] === 0) visit(set, (i) => (set.start + i) * units + u);
    }
  }
}
