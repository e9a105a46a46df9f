import { circularCorrelation, frontBackShare, meanAngularError, wrap } from '../statistics/circular.js';
import { type CircularCalibration, type Corner, toAngle } from './circle.js';

/** One of 15 degrees each: a polygon's side is then within a hundredth of the circle. */
const LEVELS = 24;

/** So that distances along a unit without any spread can be counted too. */
const LEAST_SPREAD = 1e-6;

/**
 * Means of the units over levels of the truth are the curve's corners.
 *
 * @param values posterior means of the group's units, [images, units]
 * @param truth in degrees, -180 to 180, [images]
 */
export function calibrateCircle(
  parameter: string,
  values: Float32Array,
  truth: Float32Array,
): CircularCalibration {
  const units = values.length / truth.length;
  const levels = Int32Array.from(truth, levelOf);
  const corners = cornersOf(values, truth, levels);
  const { spread, etaSquared } = spreadAbout(corners, values, levels);
  const map = { corners: [...corners.values()].sort((a, b) => a.truth - b.truth), spread };
  const read = Float64Array.from(truth, (_, i) => toAngle(map, values.subarray(units * i, units * (i + 1))));
  return {
    parameter,
    unit: 'degree',
    min: -180,
    max: 180,
    ...map,
    meanAbsoluteError: meanAngularError(read, truth),
    circularCorrelation: circularCorrelation(read, truth),
    frontBack: frontBackShare(read, truth),
    etaSquared,
  };
}

function levelOf(angle: number): number {
  return Math.min(LEVELS - 1, Math.floor(((wrap(angle) + 180) / 360) * LEVELS));
}

/** Of the levels that have images. */
function cornersOf(
  values: Float32Array,
  truth: Float32Array,
  levels: Int32Array,
): ReadonlyMap<number, Corner> {
  const units = values.length / truth.length;
  const sums = new Map<number, { count: number; truth: number; values: number[] }>();
  for (const [i, level] of levels.entries()) {
    const sum = sums.get(level) ?? { count: 0, truth: 0, values: new Array<number>(units).fill(0) };
    sum.count++;
    sum.truth += wrap(truth[i]!);
    for (let u = 0; u < units; u++) sum.values[u]! += values[units * i + u]!;
    sums.set(level, sum);
  }
  return new Map(
    Array.from(sums, ([level, sum]) => [
      level,
      { truth: sum.truth / sum.count, values: sum.values.map((value) => value / sum.count) },
    ]),
  );
}

/** How far units lie from the corner of their level, and how much of their variance the corners explain. */
function spreadAbout(
  corners: ReadonlyMap<number, Corner>,
  values: Float32Array,
  levels: Int32Array,
): Pick<CircularCalibration, 'spread' | 'etaSquared'> {
  const images = levels.length;
  const units = values.length / images;
  const spread: number[] = [];
  let [within, total] = [0, 0];
  for (let u = 0; u < units; u++) {
    let [middle, own] = [0, 0];
    for (let i = 0; i < images; i++) middle += values[units * i + u]! / images;
    for (const [i, level] of levels.entries()) {
      const value = values[units * i + u]!;
      own += (value - corners.get(level)!.values[u]!) ** 2;
      total += (value - middle) ** 2;
    }
    within += own;
    spread.push(Math.max(LEAST_SPREAD, Math.sqrt(own / images)));
  }
  return { spread, etaSquared: total === 0 ? 0 : 1 - within / total };
}
