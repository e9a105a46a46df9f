/** Number of combinations of so many levels of each factor. */
export function gridSize(levels: readonly number[]): number {
  return levels.reduce((product, n) => product * n, 1);
}

/** The levels of a combination; the last factor changes fastest. */
export function gridCombination(levels: readonly number[], index: number): number[] {
  const combination: number[] = [];
  let rest = index;
  for (const n of levels.toReversed()) {
    combination.unshift(rest % n);
    rest = Math.floor(rest / n);
  }
  return combination;
}
