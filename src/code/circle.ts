import { wrap } from '../statistics/circular.js';

/**
 * What two code units mean as a direction: an angle that closes, in degrees.
 *
 * One unit cannot stand for a full circle. A line has no continuous one-to-one map onto a circle, so somewhere two
 * neighbouring views would have to be at the line's two ends: the code tears there, and the encoder, which is
 * continuous, passes through every view on its way across. In a plane the views can lie on a closed curve.
 *
 * The curve is a polygon with a corner for each level of the truth, seen from its centre: a point of the plane is read
 * by the side that lies in its direction, however far out it is. Plain data, stored with the model as JSON.
 */
export interface CircularCalibration {
  /** Name of the scene parameter: `azimuth`. */
  readonly parameter: string;
  readonly unit: 'degree';
  /** -180 and 180, which are the same view. */
  readonly min: number;
  readonly max: number;
  readonly centre: CodePoint;
  /** Truth rises from corner to corner, and the direction from the centre turns one way; after the last comes the first. */
  readonly corners: readonly Corner[];
  /** Mean angle between what is read and the truth, in degrees. */
  readonly meanAbsoluteError: number;
  /** Of what is read and the truth, -1 to 1: see `circularCorrelation`. */
  readonly circularCorrelation: number;
  /** Share of what is read more than a right angle off. */
  readonly frontBack: number;
  /** Share of the variance of both units that truth explains, 0 to 1. */
  readonly etaSquared: number;
}

/** The values of two units. */
export type CodePoint = readonly [number, number];

export interface Corner {
  readonly truth: number;
  readonly values: CodePoint;
}

/** What reading a direction takes. */
export type CodeCircle = Pick<CircularCalibration, 'centre' | 'corners'>;

/** The angle in degrees, -180 to 180, that the two units stand for. */
export function toAngle({ centre, corners }: CodeCircle, first: number, second: number): number {
  const point: CodePoint = [first - centre[0], second - centre[1]];
  const places = corners.map(({ values }) => minus(values, centre));
  const sign = Math.sign(cross(places[0]!, places[1]!));
  for (const [i, place] of places.entries()) {
    const next = places[(i + 1) % places.length]!;
    // The ray to the point meets the side between two corners at this share of it, if it does.
    const [before, behind] = [sign * cross(place, point), sign * cross(point, next)];
    if (before < 0 || behind < 0 || before + behind === 0) continue;
    const from = corners[i]!.truth;
    return wrap(from + (before / (before + behind)) * gap(from, corners[(i + 1) % corners.length]!.truth));
  }
  return corners[0]!.truth;
}

/** The two units at an angle in degrees, whichever turn it is of. */
export function toDirection({ corners }: CodeCircle, truth: number): CodePoint {
  const angle = wrap(truth);
  // Before the first corner it is -1, the last one.
  const i = corners.findLastIndex((corner) => corner.truth <= angle);
  const [a, b] = [corners.at(i)!, corners[(i + 1) % corners.length]!];
  const share = gap(a.truth, angle) / gap(a.truth, b.truth);
  return [
    a.values[0] + share * (b.values[0] - a.values[0]),
    a.values[1] + share * (b.values[1] - a.values[1]),
  ];
}

/** Degrees onwards from one angle to another, 0 up to 360. */
function gap(from: number, to: number): number {
  return (((to - from) % 360) + 360) % 360;
}

export function minus(a: CodePoint, b: CodePoint): CodePoint {
  return [a[0] - b[0], a[1] - b[1]];
}

function cross(a: CodePoint, b: CodePoint): number {
  return a[0] * b[1] - a[1] * b[0];
}
