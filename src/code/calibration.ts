import type { NumberParameter } from '../scene/scene.js';
import { spearman } from '../statistics/correlation.js';
import { equalBins, eta2 } from '../statistics/eta2.js';
import { meanAbsoluteError } from '../statistics/imageError.js';
import { poolAdjacent } from '../statistics/poolAdjacent.js';

/**
 * What a code unit means in its factor's own unit: a strictly monotone, piecewise linear map, fitted on
 * validation data. Plain data, stored with the model as JSON.
 */
export interface Calibration {
  /** Name of the scene parameter: `azimuth`. */
  readonly parameter: string;
  readonly unit: NumberParameter['unit'];
  /** The range of truth it was fitted on, in the factor's unit. */
  readonly min: number;
  readonly max: number;
  /** Truth rises from knot to knot; the unit's value rises throughout, or falls throughout. */
  readonly knots: readonly Knot[];
  /** Mean absolute difference between `toTruth` and truth, in the factor's unit. */
  readonly meanAbsoluteError: number;
  /** Rank correlation of unit and truth, -1 to 1. */
  readonly spearman: number;
  /** Share of the unit's variance that truth explains, 0 to 1. */
  readonly etaSquared: number;
}

export interface Knot {
  readonly value: number;
  readonly truth: number;
}

/** Enough for the curve of a face's azimuth, few enough that each level of 500 images averages twenty. */
const LEVELS = 24;

/**
 * Isotonic regression of a unit's values on truth: means over levels of truth, made strictly monotone by
 * pooling adjacent violators (Barlow et al. 1972) in the direction of Spearman's coefficient.
 *
 * @param values the unit's posterior mean, one an image
 * @param truth in the factor's unit, one an image
 */
export function calibrate(
  parameter: { readonly name: string; readonly unit: Calibration['unit'] },
  values: Float32Array,
  truth: Float32Array,
): Calibration {
  const level = equalBins(truth, LEVELS);
  const rank = spearman(values, truth);
  const knots = poolViolators(levelMeans(values, truth, level), rank < 0 ? -1 : 1);
  const map = {
    min: truth.reduce((a, b) => Math.min(a, b)),
    max: truth.reduce((a, b) => Math.max(a, b)),
    knots,
  };
  return {
    parameter: parameter.name,
    unit: parameter.unit,
    ...map,
    meanAbsoluteError: meanAbsoluteError(
      values.map((value) => toTruth(map, value)),
      truth,
    ),
    spearman: rank,
    etaSquared: eta2(values, truth),
  };
}

/** The unit's value in degrees (or the factor's unit), within the range that was fitted. */
export function toTruth(
  { knots, min, max }: Pick<Calibration, 'knots' | 'min' | 'max'>,
  value: number,
): number {
  const rising = knots[0]!.value <= knots.at(-1)!.value;
  const points = knots.map((knot) => [knot.value, knot.truth] as const);
  return clip(interpolate(rising ? points : points.reverse(), value), min, max);
}

/** The unit's value at a truth; a truth outside the fitted range gets the value at its end. */
export function toValue(
  { knots, min, max }: Pick<Calibration, 'knots' | 'min' | 'max'>,
  truth: number,
): number {
  return interpolate(
    knots.map((knot) => [knot.truth, knot.value] as const),
    clip(truth, min, max),
  );
}

interface Block {
  readonly count: number;
  readonly value: number;
  readonly truth: number;
}

/** Sums over each level, levels rising. */
function levelMeans(values: Float32Array, truth: Float32Array, level: Int32Array): readonly Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < level.length; i++)
    blocks[level[i]!] = merge(blocks[level[i]!], { count: 1, value: values[i]!, truth: truth[i]! });
  return blocks.filter((block) => block !== undefined);
}

/** Pools neighbours until the means rise (sign 1) or fall (sign -1) strictly: one knot for each block. */
function poolViolators(blocks: readonly Block[], sign: 1 | -1): readonly Knot[] {
  const violates = (a: Block, b: Block): boolean => sign * (a.value / a.count) >= sign * (b.value / b.count);
  return poolAdjacent(blocks, violates, merge).map(({ count, value, truth }) => ({
    value: value / count,
    truth: truth / count,
  }));
}

function merge(a: Block | undefined, b: Block): Block {
  if (a === undefined) return b;
  return { count: a.count + b.count, value: a.value + b.value, truth: a.truth + b.truth };
}

/** Straight lines between points with rising x; the first and the last line go on beyond the ends. */
function interpolate(points: readonly (readonly [x: number, y: number])[], x: number): number {
  if (points.length === 1) return points[0]![1];
  let i = 1;
  while (i < points.length - 1 && x > points[i]![0]) i++;
  const [x0, y0] = points[i - 1]!;
  const [x1, y1] = points[i]!;
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

function clip(x: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, x));
}
