import { circularCorrelation, frontBackShare, meanAngularError, wrap } from '../statistics/circular.js';
import { poolAdjacent } from '../statistics/poolAdjacent.js';
import {
  type CircularCalibration,
  type CodeCircle,
  type CodePoint,
  type Corner,
  minus,
  toAngle,
} from './circle.js';

/** One of 15 degrees each: a polygon's side is then within a hundredth of the circle. */
const LEVELS = 24;

/**
 * Means of the two units over levels of the truth. Their directions are made to turn one way, strictly, by pooling
 * neighbours that are out of order, as isotonic regression does on a line; where too little is left to go round, the
 * corners are those of the circle that fits best.
 *
 * @param values posterior means of the two units, [images, 2]
 * @param truth in degrees, -180 to 180, [images]
 */
export function calibrateCircle(
  parameter: string,
  values: Float32Array,
  truth: Float32Array,
): CircularCalibration {
  const levels = levelMeans(values, truth);
  const map = cornersOf(levels);
  const read = Float64Array.from(truth, (_, i) => toAngle(map, values[2 * i]!, values[2 * i + 1]!));
  return {
    parameter,
    unit: 'degree',
    min: -180,
    max: 180,
    ...map,
    meanAbsoluteError: meanAngularError(read, truth),
    circularCorrelation: circularCorrelation(read, truth),
    frontBack: frontBackShare(read, truth),
    etaSquared: explained(values, levels),
  };
}

interface Level {
  readonly count: number;
  readonly truth: number;
  readonly values: CodePoint;
}

/** Those that have images, rising. */
function levelMeans(values: Float32Array, truth: Float32Array): readonly Level[] {
  const sums = Array.from({ length: LEVELS }, () => ({ count: 0, truth: 0, first: 0, second: 0 }));
  for (const [i, angle] of truth.entries()) {
    const turned = wrap(angle);
    const sum = sums[Math.min(LEVELS - 1, Math.floor(((turned + 180) / 360) * LEVELS))]!;
    sum.count++;
    sum.truth += turned;
    sum.first += values[2 * i]!;
    sum.second += values[2 * i + 1]!;
  }
  return sums
    .filter(({ count }) => count > 0)
    .map(({ count, truth: t, first, second }) => ({
      count,
      truth: t / count,
      values: [first / count, second / count],
    }));
}

/** A stretch of the curve: where it is seen from the centre, all in radians, turning onwards with the truth. */
interface Stretch {
  readonly count: number;
  readonly truth: number;
  readonly turn: number;
  readonly radius: number;
}

function cornersOf(levels: readonly Level[]): CodeCircle {
  const centre: CodePoint = [
    mean(levels, ({ values }) => values[0]),
    mean(levels, ({ values }) => values[1]),
  ];
  const seen = levels.map(({ count, truth, values }) => {
    const [x, y] = minus(values, centre);
    return {
      count,
      truth: (truth * Math.PI) / 180,
      angle: Math.atan2(y, x),
      radius: Math.sqrt(x * x + y * y),
    };
  });
  const [onwards, backwards] = [fitTurn(seen, 1), fitTurn(seen, -1)];
  const { sign, offset } = onwards.fit >= backwards.fit ? onwards : backwards;
  const radius = mean(seen, (level) => level.radius) || 1;
  // Angles that turn with the truth, each within half a turn of where the best circle has it.
  const stretches = seen.map(({ count, truth, angle, radius: own }) => ({
    count,
    truth,
    turn: truth + offset + wrapRadians(sign * angle - truth - offset),
    radius: own,
  }));
  const pooled = poolTurns(stretches);
  const around = goesRound(pooled)
    ? pooled
    : Array.from({ length: LEVELS }, (_, k): Stretch => {
        const truth = ((k + 0.5) / LEVELS) * 2 * Math.PI - Math.PI;
        return { count: 1, truth, turn: truth + offset, radius };
      });
  const corners = around.map(({ truth, turn, radius: own }): Corner => {
    const angle = sign * turn;
    const out = Math.max(own, 0.05 * radius);
    return {
      truth: wrap((truth * 180) / Math.PI),
      values: [centre[0] + out * Math.cos(angle), centre[1] + out * Math.sin(angle)],
    };
  });
  return { centre, corners: corners.sort((a, b) => a.truth - b.truth) };
}

/** How well the angles turn with the truth, times the sign, from some offset on. */
function fitTurn(
  levels: readonly { readonly truth: number; readonly angle: number }[],
  sign: 1 | -1,
): { readonly sign: 1 | -1; readonly offset: number; readonly fit: number } {
  let [c, s] = [0, 0];
  for (const { truth, angle } of levels) {
    c += Math.cos(sign * angle - truth);
    s += Math.sin(sign * angle - truth);
  }
  return { sign, offset: Math.atan2(s, c), fit: c * c + s * s };
}

/** Pools neighbours until turns rise strictly all the way round. */
function poolTurns(stretches: readonly Stretch[]): readonly Stretch[] {
  const violates = (a: Stretch, b: Stretch): boolean => a.turn >= b.turn;
  let pooled = poolAdjacent(stretches, violates, merge);
  // The last may have gone past the first of the next round.
  while (pooled.length > 1 && pooled.at(-1)!.turn >= pooled[0]!.turn + 2 * Math.PI) {
    const [first, last] = [pooled[0]!, pooled.at(-1)!];
    const before = { ...last, truth: last.truth - 2 * Math.PI, turn: last.turn - 2 * Math.PI };
    pooled = poolAdjacent([merge(before, first), ...pooled.slice(1, -1)], violates, merge);
  }
  return pooled;
}

/** Whether each stretch is seen less than half a turn from the next: only then do sides lie in all directions. */
function goesRound(stretches: readonly Stretch[]): boolean {
  return (
    stretches.length > 2 &&
    stretches.every(({ turn }, i) => {
      const next = stretches[i + 1]?.turn ?? stretches[0]!.turn + 2 * Math.PI;
      return next - turn < 0.9 * Math.PI;
    })
  );
}

function merge(a: Stretch, b: Stretch): Stretch {
  const count = a.count + b.count;
  const blend = (x: number, y: number): number => (a.count * x + b.count * y) / count;
  return {
    count,
    truth: blend(a.truth, b.truth),
    turn: blend(a.turn, b.turn),
    radius: blend(a.radius, b.radius),
  };
}

/** Between levels, as a share of all. */
function explained(values: Float32Array, levels: readonly Level[]): number {
  const images = values.length / 2;
  let [between, total] = [0, 0];
  for (const unit of [0, 1] as const) {
    let middle = 0;
    for (let i = 0; i < images; i++) middle += values[2 * i + unit]! / images;
    for (let i = 0; i < images; i++) total += (values[2 * i + unit]! - middle) ** 2;
    for (const level of levels) between += level.count * (level.values[unit] - middle) ** 2;
  }
  return total === 0 ? 0 : between / total;
}

function mean<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0) / items.length;
}

function wrapRadians(angle: number): number {
  return (wrap((angle * 180) / Math.PI) * Math.PI) / 180;
}
