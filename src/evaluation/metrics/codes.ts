import type { Random } from '../../numeric/random.js';
import { shuffle } from '../../statistics/shuffle.js';

/** Codes and what they should say of the same images. */
export interface LabelledCodes {
  /** One column a code unit, one value a point. */
  readonly codes: readonly Float64Array[];
  /** One column a factor: its level, 0 ... n - 1. */
  readonly labels: readonly Int32Array[];
}

/** Splits the points at random in two: `share` of them to learn from, the others to test on. */
export function splitPoints(
  { codes, labels }: LabelledCodes,
  share: number,
  random: Random,
): { readonly train: LabelledCodes; readonly test: LabelledCodes } {
  const order = shuffle(labels[0]!.keys(), random);
  const cut = Math.round(share * order.length);
  const take = (points: readonly number[]): LabelledCodes => ({
    codes: codes.map((column) => Float64Array.from(points, (i) => column[i]!)),
    labels: labels.map((column) => Int32Array.from(points, (i) => column[i]!)),
  });
  return { train: take(order.slice(0, cut)), test: take(order.slice(cut)) };
}

/** The codes with the units of one point side by side, [points, units]: drawing many is then quick. */
export function rowsOf({ codes }: LabelledCodes): Float64Array {
  const units = codes.length;
  const rows = new Float64Array(units * codes[0]!.length);
  for (const [j, unit] of codes.entries())
    for (let i = 0; i < unit.length; i++) rows[i * units + j] = unit[i]!;
  return rows;
}

/** Of every factor, the points of each level: two of one level differ in all else as any two do. */
export function pointsByLevel({ labels }: LabelledCodes): readonly (readonly (readonly number[])[])[] {
  return labels.map((column) => {
    const levels = Array.from({ length: levelCount(column) }, (): number[] => []);
    for (const [i, label] of column.entries()) levels[label]!.push(i);
    return levels;
  });
}

/** The number of levels of a column of labels: the largest plus one. */
export function levelCount(labels: Int32Array): number {
  return labels.reduce((max, label) => Math.max(max, label), -1) + 1;
}

/** Share of equal entries. */
export function accuracy(predicted: Int32Array, truth: Int32Array): number {
  let hits = 0;
  for (let i = 0; i < truth.length; i++) if (predicted[i] === truth[i]) hits++;
  return hits / truth.length;
}
