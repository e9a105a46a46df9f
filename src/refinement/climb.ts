import { CurvatureMemory, dot } from '../numeric/lbfgs.js';
import { robust } from './robust.js';

/**
 * What the climb needs of a decoder: a code's picture, and the way down.
 *
 * @param code [units]
 * @param picture what the code is to show, [size, size], 0 to 1
 * @param seen weight of each of its pixels
 * @returns what it shows, and the derivative of `robust` by the code; both the caller's to keep
 */
export type Slope = (
  code: Float32Array,
  picture: Float32Array,
  seen: Float32Array,
) => Promise<{ readonly image: Float32Array; readonly gradient: Float32Array }>;

/** What is known of a code before the picture is looked at closely: independent normal distributions. */
export interface Prior {
  /** [units] */
  readonly mean: Float32Array;
  /** One over the variance, [units]. */
  readonly precision: Float32Array;
}

/** A code, what it shows, and how likely it is. */
export interface Standing {
  readonly code: Float32Array;
  readonly image: Float32Array;
  /** -log p(x|z) - log p(z), up to a constant, in nats. */
  readonly loss: number;
}

interface Place extends Standing {
  readonly x: Float64Array;
  readonly gradient: Float64Array;
}

/** Shorter steps than this gain nothing that a picture in bytes could show. */
const SHORTEST = 1 / 64;

/**
 * Goes uphill on log p(x|z) + log p(z) by limited-memory BFGS; step halving until the Armijo condition holds.
 *
 * @param start [units]
 * @param prior where codes are likely
 * @param steps how often the decoder may be asked, at least once
 * @returns the best code met, never worse than the first by `loss`
 */
export async function climb(
  slope: Slope,
  start: Float32Array,
  prior: Prior,
  picture: Float32Array,
  seen: Float32Array,
  steps: number,
): Promise<Standing> {
  const memory = new CurvatureMemory();
  // In deviations of the prior, in which it is round: so a unit that is all but known does not hold up the others.
  const deviation = prior.precision.map((p) => 1 / Math.sqrt(p));
  const visit = async (x: Float64Array): Promise<Place> => {
    const code = Float32Array.from(x, (u, i) => prior.mean[i]! + deviation[i]! * u);
    const { image, gradient } = await slope(code, picture, seen);
    return {
      x,
      code,
      image,
      loss: lossOf(code, prior, image, picture, seen),
      gradient: Float64Array.from(gradient, (g, i) => deviation[i]! * g + x[i]!),
    };
  };
  let place = await visit(Float64Array.from(start, (z, i) => (z - prior.mean[i]!) / deviation[i]!));
  let asked = 1;
  while (asked < steps) {
    const direction = memory.direction(place.gradient);
    const descent = dot(place.gradient, direction);
    let next: Place | undefined;
    for (let length = 1; next === undefined && length >= SHORTEST && asked < steps; length /= 2, asked++) {
      const tried = await visit(place.x.map((value, i) => value + length * direction[i]!));
      if (tried.loss <= place.loss + 1e-4 * length * descent) next = tried;
    }
    if (next === undefined) break;
    const { x, gradient } = next;
    memory.remember(
      x.map((value, i) => value - place.x[i]!),
      gradient.map((value, i) => value - place.gradient[i]!),
    );
    place = next;
  }
  return place;
}

/** -log p(x|z) - log p(z), up to a constant, in nats: what the climb lowers. */
export function lossOf(
  code: Float32Array,
  { mean, precision }: Prior,
  image: Float32Array,
  picture: Float32Array,
  seen: Float32Array,
): number {
  const surprise = code.reduce((sum, z, i) => sum + precision[i]! * (z - mean[i]!) ** 2, 0) / 2;
  return robust(image, picture, seen) + surprise;
}
