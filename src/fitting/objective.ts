import type { Point } from '../framing/frame.js';
import type { FaceModel } from '../scene/faceModel.js';
import { type Cover, createCover } from './cover.js';
import { type GreyField, greyAt } from './greyField.js';
import { createHeadSlopes } from './headSlopes.js';
import { createHeadSurface, type HeadSurface } from './headSurface.js';
import type { LeastSquares } from './levenbergMarquardt.js';
import { lightingOf } from './lighting.js';
import { createNormalEquations } from './normalEquations.js';
import { landmarkErrors, pixelErrors } from './residuals.js';
import { robustLoss, robustWeight } from './robustLoss.js';
import {
  CIRCUMSTANCES,
  type CircumstancePriors,
  type Circumstances,
  circumstancesAt,
  LONG_TAILED,
  PLACE,
} from './unknowns.js';
import { type View, viewOf } from './view.js';

/** What a head is fitted to. */
export interface Evidence {
  readonly picture: GreyField;
  /**
   * In sides of the frame, 0 to 1, in the order of `LANDMARKS_ON_HEAD`; undefined where nothing was found.
   */
  readonly landmarks: readonly Point[] | undefined;
  readonly priors: CircumstancePriors;
}

/** How much the parts of the evidence count. */
export interface Trust {
  /** Of the grey of a pixel, one standard deviation, as a share of white. */
  readonly noise: number;
  /** Where an error begins to lose its pull, in these deviations. */
  readonly width: number;
  /** As how many independent pixels the face counts; 0 leaves only landmarks. */
  readonly pixels: number;
}

/**
 * Errors of neighbouring pixels are alike: the thousands that show a face count as some tens: measured on
 * drawn photographs, so that errors of the pose are what the posterior says.
 */
export const TRUST: Trust = { noise: 0.04, width: 1.2, pixels: 50 };

/** The middle of the absolute values of a standard normal distribution. */
const NORMAL_MIDDLE = 0.6745;

/** Landmarks that are off by more, in their deviations, lose their pull; so does what was read. */
const LANDMARK_WIDTH = 2;
const READING_WIDTH = 1.5;

export interface HeadFit extends LeastSquares {
  /** Unknowns in all: circumstances, shape, texture. */
  readonly length: number;
  readonly surface: HeadSurface;
  /** The middle error of the pixels that are seen, as one standard deviation, in shares of white. */
  noiseAt(x: Float64Array): number;
}

/**
 * How well a head explains a photograph: the vector holds circumstances, shape and texture, each in standard
 * deviations from its mean. A pixel's error is taken at the vertices that are seen, weighted by the pixels
 * round them.
 */
export function createHeadFit(
  model: FaceModel,
  { picture, landmarks = [], priors }: Evidence,
  trust: Trust = TRUST,
  surface: HeadSurface = createHeadSurface(model),
): HeadFit {
  const { size } = picture;
  const { shapes, textures, vertexCount } = surface;
  const cover = createCover(model, size);
  const firstShape = CIRCUMSTANCES.length;
  const firstTexture = firstShape + shapes;
  const length = firstTexture + textures;
  const longTailed = new Set(LONG_TAILED.map((name) => PLACE[name]));
  const deviations = CIRCUMSTANCES.map((name) => priors[name][1]);

  /** The head of a vector, and what is seen of it. */
  const become = (x: Float64Array): { known: Circumstances; view: View; seen: Cover } => {
    surface.become(
      Float32Array.from(x.subarray(firstShape, firstTexture)),
      Float32Array.from(x.subarray(firstTexture)),
    );
    const known = circumstancesAt(priors, x);
    const view = viewOf(known);
    return { known, view, seen: cover(surface.positions, surface.normals, view.rotation, view.camera) };
  };

  return {
    length,
    surface,
    noiseAt(x) {
      const { known, view, seen } = become(x);
      const errors = pixelErrors(picture, surface, lightingOf(known), view.rotation, seen);
      const sorted = errors.toSorted((a, b) => Math.abs(a.error) - Math.abs(b.error));
      let below = 0;
      const middle = sorted.find(({ weight }) => {
        below += weight;
        return below >= seen.total / 2;
      });
      return Math.abs(middle?.error ?? 0) / NORMAL_MIDDLE;
    },
    cost(x) {
      const { known, view, seen } = become(x);
      const { projected, total } = seen;
      let sum = 0;
      if (trust.pixels > 0)
        for (const one of pixelErrors(picture, surface, lightingOf(known), view.rotation, seen))
          sum += one.weight * robustLoss(one.error / trust.noise, trust.width);
      let cost = total === 0 ? Infinity : (trust.pixels * sum) / total;
      for (const { error } of landmarkErrors(landmarks, surface, view.rotation, projected, size))
        cost += robustLoss(error, LANDMARK_WIDTH);
      for (const [i, value] of x.entries())
        cost += longTailed.has(i) ? robustLoss(value, READING_WIDTH) : value ** 2 / 2;
      return cost;
    },
    linearise(x) {
      const { known, view, seen } = become(x);
      const { projected, weights, total } = seen;
      const slopes = createHeadSlopes(surface, known, size);
      const { row, add, gradient, hessian } = createNormalEquations(length, deviations);
      for (let v = 0; v < vertexCount; v++) {
        if (weights[v] === 0 || trust.pixels === 0) continue;
        const { value, byX, byY } = greyAt(picture, projected[3 * v]!, projected[3 * v + 1]!);
        const error = value - slopes.takeGrey(row, v);
        slopes.addPlace(row, v, byX, byY);
        const weight = robustWeight(error / trust.noise, trust.width) * trust.pixels * weights[v]!;
        add(error, weight / (total * trust.noise ** 2));
      }
      for (const one of landmarkErrors(landmarks, surface, view.rotation, projected, size)) {
        const weight = robustWeight(one.error, LANDMARK_WIDTH);
        slopes.addPlace(row, one.vertex, one.scale, 0);
        add(one.across, weight);
        slopes.addPlace(row, one.vertex, 0, one.scale);
        add(one.down, weight);
      }
      for (const [i, value] of x.entries()) {
        const weight = longTailed.has(i) ? robustWeight(value, READING_WIDTH) : 1;
        gradient[i]! += weight * value;
        hessian[i * length + i]! += weight;
      }
      return { gradient, hessian };
    },
  };
}
