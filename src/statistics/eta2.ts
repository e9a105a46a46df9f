import { mean } from './moments.js';

/**
 * Correlation ratio eta^2: the share of a code unit's variance that the level of the true factor explains,
 * in [0, 1]. Unlike r it does not ask for a straight line, so it sees what the paper's figures show: a
 * curve, and at a mirror switch two. 0 where the code does not vary.
 *
 * @param levels equally wide bins over the range of `truth`; the paper's figures have 30
 */
export function eta2(code: ArrayLike<number>, truth: ArrayLike<number>, levels = 30): number {
  const sums = new Float64Array(levels);
  const counts = new Float64Array(levels);
  const bins = equalBins(truth, levels);
  for (let i = 0; i < code.length; i++) {
    sums[bins[i]!]! += code[i]!;
    counts[bins[i]!]! += 1;
  }
  const center = mean(code);
  let between = 0;
  for (let level = 0; level < levels; level++) {
    if (counts[level]! > 0) between += counts[level]! * (sums[level]! / counts[level]! - center) ** 2;
  }
  let total = 0;
  for (let i = 0; i < code.length; i++) total += (code[i]! - center) ** 2;
  return total === 0 ? 0 : between / total;
}

/** The bin of every value, 0 ... count - 1, of `count` equally wide ones between minimum and maximum. */
export function equalBins(x: ArrayLike<number>, count: number): Int32Array {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < x.length; i++) {
    min = Math.min(min, x[i]!);
    max = Math.max(max, x[i]!);
  }
  return Int32Array.from({ length: x.length }, (_, i) =>
    max === min ? 0 : Math.min(count - 1, Math.floor(((x[i]! - min) / (max - min)) * count)),
  );
}
