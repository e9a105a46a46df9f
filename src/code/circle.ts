import { wrap } from '../statistics/circular.js';

/**
 * What the units of a group mean as a direction: an angle that closes, in degrees.
 *
 * One unit cannot stand for a full circle. A line has no continuous one-to-one map onto a circle, so somewhere two
 * neighbouring views would have to be at the line's two ends: the code tears there, and the encoder, which is
 * continuous, passes through every view on its way across. In a plane or a larger space views can lie on a closed curve.
 *
 * A plane is enough for a circle but not for learning one. Chairs are told apart first by their outline, which is the same
 * from the front and from behind, and which leans one way to the front's right and the other way behind it: that makes
 * a figure of eight, and no figure of eight in a plane becomes a circle without a cusp (Whitney 1937). In four units it
 * opens: of chairs with a back, fronts are taken for backs in 12 % with two units and in 3 % with four.
 *
 * The curve is a polygon with a corner for each level of the truth; a point is read at the place of the curve that is
 * nearest to it. Plain data, stored with the model as JSON.
 */
export interface CircularCalibration {
  /** Name of the scene parameter: `azimuth`. */
  readonly parameter: string;
  readonly unit: 'degree';
  /** -180 and 180, which are the same view. */
  readonly min: number;
  readonly max: number;
  /** Truth rises from corner to corner; after the last comes the first. */
  readonly corners: readonly Corner[];
  /** Deviation of each unit about the corners, which distances from the curve are counted in. */
  readonly spread: readonly number[];
  /** Mean angle between what is read and the truth, in degrees. */
  readonly meanAbsoluteError: number;
  /** Of what is read and the truth, -1 to 1: see `circularCorrelation`. */
  readonly circularCorrelation: number;
  /** Share of what is read more than a right angle off. */
  readonly frontBack: number;
  /** Share of the variance of all its units that truth explains, 0 to 1. */
  readonly etaSquared: number;
}

export interface Corner {
  readonly truth: number;
  /** [units] */
  readonly values: readonly number[];
}

/** What reading a direction takes. */
export type CodeCircle = Pick<CircularCalibration, 'corners' | 'spread'>;

/** The angle in degrees, -180 to 180, that a point [units] stands for. */
export function toAngle({ corners, spread }: CodeCircle, point: ArrayLike<number>): number {
  let [least, angle] = [Number.POSITIVE_INFINITY, corners[0]!.truth];
  for (const [i, from] of corners.entries()) {
    const to = corners[(i + 1) % corners.length]!;
    let [along, length] = [0, 0];
    for (const [u, deviation] of spread.entries()) {
      const side = (to.values[u]! - from.values[u]!) / deviation;
      along += (side * (point[u]! - from.values[u]!)) / deviation;
      length += side * side;
    }
    const share = length === 0 ? 0 : Math.min(1, Math.max(0, along / length));
    const distance = spread.reduce(
      (sum, deviation, u) => sum + ((point[u]! - between(from, to, share, u)) / deviation) ** 2,
      0,
    );
    if (distance < least) [least, angle] = [distance, wrap(from.truth + share * gap(from.truth, to.truth))];
  }
  return angle;
}

/** The units at an angle in degrees, whichever turn it is of. */
export function toDirection({ corners, spread }: CodeCircle, truth: number): readonly number[] {
  const angle = wrap(truth);
  // Before the first corner it is -1, the last one.
  const i = corners.findLastIndex((corner) => corner.truth <= angle);
  const [from, to] = [corners.at(i)!, corners[(i + 1) % corners.length]!];
  const way = gap(from.truth, to.truth);
  const share = way === 0 ? 0 : gap(from.truth, angle) / way;
  return spread.map((_, u) => between(from, to, share, u));
}

function between(from: Corner, to: Corner, share: number, unit: number): number {
  return from.values[unit]! + share * (to.values[unit]! - from.values[unit]!);
}

/** Degrees onwards from one angle to another, 0 up to 360. */
function gap(from: number, to: number): number {
  return (((to - from) % 360) + 360) % 360;
}
