import type { Random } from '../../numeric/random.js';

/**
 * The codes of every combination of a few levels of every factor.
 *
 * The published metrics draw hundreds of thousands of images of given factors. On a grid each image is
 * encoded once, and drawing is looking up: the metrics keep their definitions and their constants.
 */
export interface FactorGrid {
  readonly factors: readonly string[];
  /** Number of levels of each factor, at least two. */
  readonly levels: readonly number[];
  /** One column a code unit, one value a combination: the last factor changes fastest. */
  readonly codes: readonly Float64Array[];
  /** Different people on it, where there are any: every shape with every texture. */
  readonly people?: number | undefined;
}

/** Number of combinations. */
export function gridSize(levels: readonly number[]): number {
  return levels.reduce((product, n) => product * n, 1);
}

/** Which combination has these levels. */
export function gridIndex(levels: readonly number[], combination: readonly number[]): number {
  return levels.reduce((index, n, k) => index * n + combination[k]!, 0);
}

/** The levels of a combination. */
export function gridCombination(levels: readonly number[], index: number): number[] {
  const combination: number[] = [];
  let rest = index;
  for (const n of levels.toReversed()) {
    combination.unshift(rest % n);
    rest = Math.floor(rest / n);
  }
  return combination;
}

/** The level of every factor at every point of the grid, [factors][points]. */
export function gridLabels(levels: readonly number[]): Int32Array[] {
  let repeat = gridSize(levels);
  return levels.map((n) => {
    repeat /= n;
    return Int32Array.from({ length: gridSize(levels) }, (_, i) => Math.floor(i / repeat) % n);
  });
}

/** Draws a level for every factor, each uniformly. */
export function drawCombination(levels: readonly number[], random: Random): number[] {
  return levels.map((n) => random.integer(n));
}

/** The codes with the units of one combination side by side, [points, units]: drawing many is then quick. */
export function gridRows({ codes, levels }: FactorGrid): Float64Array {
  const units = codes.length;
  const rows = new Float64Array(gridSize(levels) * units);
  for (const [j, unit] of codes.entries()) {
    for (let i = 0; i < unit.length; i++) rows[i * units + j] = unit[i]!;
  }
  return rows;
}
