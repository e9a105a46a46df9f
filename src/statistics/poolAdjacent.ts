/**
 * Merges neighbours that are out of order until none are: the pool adjacent violators algorithm of isotonic regression
 * (Barlow et al. 1972).
 *
 * @param violates whether one may not be followed by the other
 */
export function poolAdjacent<T>(
  blocks: Iterable<T>,
  violates: (a: T, b: T) => boolean,
  merge: (a: T, b: T) => T,
): T[] {
  const pooled: T[] = [];
  for (let block of blocks) {
    while (pooled.length > 0 && violates(pooled.at(-1)!, block)) block = merge(pooled.pop()!, block);
    pooled.push(block);
  }
  return pooled;
}
