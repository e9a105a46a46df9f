import { inverse } from 'ml-matrix';
import type { Point } from '../framing/frame.js';
import type { FaceModel } from '../scene/faceModel.js';
import { blurred } from './greyField.js';
import { createHeadSurface } from './headSurface.js';
import { descend, type Minimum, part } from './levenbergMarquardt.js';
import { createHeadFit, type Evidence, type HeadFit, TRUST } from './objective.js';
import {
  CIRCUMSTANCES,
  type CircumstancePriors,
  type Circumstances,
  circumstancesAt,
  PLACE,
  priorsOf,
  type Reading,
} from './unknowns.js';

export interface HeadPhotograph {
  /** Grey, [size, size], 0 to 255: the head, framed as the scene's heads are. */
  readonly pixels: Uint8Array;
  /**
   * In sides of the frame, 0 to 1, in the order of `Detection.landmarks`; undefined where no face was found.
   */
  readonly landmarks: readonly Point[] | undefined;
  /** What an encoder reads of it. */
  readonly reading: Reading;
}

/** The head that explains a photograph best. */
export interface FittedHead {
  readonly circumstances: Circumstances;
  /** Coefficients, in standard deviations. */
  readonly shape: Float32Array;
  readonly texture: Float32Array;
  /** The head of these coefficients: as `Head` has them, [vertices, 3] each. */
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  /** One standard deviation of each circumstance, in its own unit, by Laplace's approximation. */
  readonly deviations: Circumstances;
  /** -log of the posterior, up to a constant, of the start and of the fit: the latter is never more. */
  readonly cost: { readonly start: number; readonly end: number };
}

/** Blur of the picture, in sides of it: vertices are as far apart. */
const BLUR = 0.008;
const ALL_CIRCUMSTANCES = CIRCUMSTANCES.map((_, i) => i);
const POSE = ALL_CIRCUMSTANCES.slice(0, PLACE.light);
const LIGHT = ALL_CIRCUMSTANCES.slice(PLACE.light);
/** Azimuths, in degrees, from which landmarks are tried besides what was read. */
const TURNS = [-50, 0, 50] as const;

/** Shares of the work, about: the poses that landmarks allow, the rough fits from there, the last one. */
const SHARES = { poses: 0.1, rough: 0.5, last: 0.4 } as const;
/** Linearisations of the last fit, at most. */
const LAST_STEPS = 25;

/**
 * Fits the morphable head to photographs.
 *
 * @returns its `onProgress` gets the share of the work that is done, 0 to 1
 */
export function createHeadFitter(
  model: FaceModel,
): (photograph: HeadPhotograph, onProgress?: (done: number) => void) => FittedHead {
  const surface = createHeadSurface(model);
  return ({ pixels, landmarks, reading }, onProgress = () => {}) => {
    const size = Math.sqrt(pixels.length);
    const picture = blurred({ size, pixels: Float32Array.from(pixels, (grey) => grey / 255) }, BLUR * size);
    const priors = priorsOf(reading);
    const evidence: Evidence = { picture, landmarks, priors };
    const withTrust = (trust: Partial<typeof TRUST>): HeadFit =>
      createHeadFit(model, evidence, { ...TRUST, ...trust }, surface);
    const rough = withTrust({ width: 5 });
    const all = Array.from({ length: rough.length }, (_, i) => i);
    const start = new Float64Array(rough.length);
    const poses = posesFrom(withTrust({ pixels: 0 }), start, priors);
    onProgress(SHARES.poses);
    const starts = poses.map((pose, i) => {
      const lit = descend(withTrust({ width: 8 }), pose, LIGHT, 8);
      const found = descend(rough, lit.x, all, 10);
      onProgress(SHARES.poses + (SHARES.rough * (i + 1)) / poses.length);
      return found;
    });
    const first = starts.reduce((a, b) => (b.cost < a.cost ? b : a));
    const noise = Math.min(MOST_NOISE, Math.max(LEAST_NOISE, rough.noiseAt(first.x)));
    const final = withTrust({ noise });
    const fitted = descend(final, first.x, all, LAST_STEPS, (step) =>
      onProgress(1 - SHARES.last * (1 - step / LAST_STEPS)),
    );
    onProgress(1);
    const unfitted = { x: start, cost: final.cost(start) };
    return describe(final, fitted.cost < unfitted.cost ? fitted : unfitted, unfitted.cost, priors);
  };
}

/** A picture is never quite as the model has it, and never quite otherwise: in shares of white. */
const LEAST_NOISE = 0.025;
const MOST_NOISE = 0.12;

/**
 * Poses that explain the landmarks: that from what was read, and another where it explains them about as
 * well.
 */
function posesFrom(fit: HeadFit, start: Float64Array, priors: CircumstancePriors): readonly Float64Array[] {
  const [mean, deviation] = priors.azimuth;
  const tried = [mean, ...TURNS].map((azimuth) => {
    const from = start.slice();
    from[PLACE.azimuth] = (azimuth - mean) / deviation;
    return descend(fit, from, POSE, 12);
  });
  const sorted = tried.toSorted((a, b) => a.cost - b.cost);
  const [first] = sorted as [Minimum, ...Minimum[]];
  const other = sorted.find(
    ({ x, cost }) =>
      Math.abs(x[PLACE.azimuth]! - first.x[PLACE.azimuth]!) * deviation > APART && cost < first.cost + DOUBT,
  );
  return other === undefined ? [first.x] : [first.x, other.x];
}

/** Degrees of azimuth between poses that are worth being fitted both, and nats between them. */
const APART = 15;
const DOUBT = 4;

function describe(
  fit: HeadFit,
  { x, cost }: Minimum,
  startCost: number,
  priors: CircumstancePriors,
): FittedHead {
  const { hessian } = fit.linearise(x);
  const all = Array.from({ length: fit.length }, (_, i) => i);
  const covariance = inverse(part(hessian, fit.length, all));
  const deviations = Object.fromEntries(
    CIRCUMSTANCES.map((name, i) => [name, priors[name][1] * Math.sqrt(covariance.get(i, i))]),
  ) as Circumstances;
  const { shapes, positions, normals } = fit.surface;
  const first = CIRCUMSTANCES.length;
  return {
    circumstances: circumstancesAt(priors, x),
    shape: Float32Array.from(x.subarray(first, first + shapes)),
    texture: Float32Array.from(x.subarray(first + shapes)),
    positions: positions.slice(),
    normals: normals.slice(),
    deviations,
    cost: { start: startCost, end: cost },
  };
}
