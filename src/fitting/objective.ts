import type { Point } from '../framing/frame.js';
import type { FaceModel } from '../scene/faceModel.js';
import { type Cover, createCover } from './cover.js';
import { type GreyField, greyAt } from './greyField.js';
import { createHeadSurface, type HeadSurface } from './headSurface.js';
import { LANDMARKS_ON_HEAD } from './landmarks.js';
import type { LeastSquares } from './levenbergMarquardt.js';
import { createGreySlopes, greyUnder, lightingOf } from './lighting.js';
import { robustLoss, robustWeight } from './robustLoss.js';
import {
  CIRCUMSTANCES,
  type CircumstancePriors,
  type Circumstances,
  circumstancesAt,
  LONG_TAILED,
  PLACE,
} from './unknowns.js';
import { rotate, rotationSlopes, type View, viewOf } from './view.js';

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
/** A landmark on the far side is a guess of the detector. */
const HIDDEN = 2.5;

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
  { picture, landmarks, priors }: Evidence,
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

  const become = (x: Float64Array): Circumstances => {
    surface.become(
      Float32Array.from(x.subarray(firstShape, firstTexture)),
      Float32Array.from(x.subarray(firstTexture)),
    );
    return circumstancesAt(priors, x);
  };
  const seenFrom = ({ rotation, camera }: View): Cover =>
    cover(surface.positions, surface.normals, rotation, camera);

  /** Errors of the pixels round each vertex that is seen, in shares of white, and their weights. */
  const pixelErrors = (
    known: Circumstances,
    { rotation }: View,
    { projected, weights }: Cover,
  ): readonly { readonly error: number; readonly weight: number }[] => {
    const light = lightingOf(known);
    const errors = [];
    for (let v = 0, i = 0; v < vertexCount; v++, i += 3) {
      if (weights[v] === 0) continue;
      const normal = rotate(rotation, surface.normals[i]!, surface.normals[i + 1]!, surface.normals[i + 2]!);
      const { value } = greyAt(picture, projected[i]!, projected[i + 1]!);
      errors.push({ error: value - greyUnder(light, normal, surface.grey[v]!), weight: weights[v]! });
    }
    return errors;
  };

  /** Errors of the landmarks in their deviations: across, then down. */
  const landmarkErrors = (projected: Float32Array, view: View) =>
    (landmarks ?? []).map(({ x, y }, k) => {
      const { vertex, deviation } = LANDMARKS_ON_HEAD[k]!;
      const i = 3 * vertex;
      const [, , nz] = rotate(
        view.rotation,
        surface.normals[i]!,
        surface.normals[i + 1]!,
        surface.normals[i + 2]!,
      );
      const scale = 1 / (size * deviation * (nz < 0 ? HIDDEN : 1));
      const across = (projected[i]! - x * size) * scale;
      const down = (projected[i + 1]! - y * size) * scale;
      return { vertex, scale, across, down, error: Math.hypot(across, down) };
    });

  return {
    length,
    surface,
    noiseAt(x) {
      const known = become(x);
      const view = viewOf(known);
      const seen = seenFrom(view);
      const sorted = pixelErrors(known, view, seen).toSorted((a, b) => Math.abs(a.error) - Math.abs(b.error));
      let below = 0;
      const middle = sorted.find(({ weight }) => {
        below += weight;
        return below >= seen.total / 2;
      });
      return Math.abs(middle?.error ?? 0) / NORMAL_MIDDLE;
    },
    cost(x) {
      const known = become(x);
      const view = viewOf(known);
      const seen = seenFrom(view);
      const { projected, total } = seen;
      let sum = 0;
      if (trust.pixels > 0)
        for (const { error, weight } of pixelErrors(known, view, seen))
          sum += weight * robustLoss(error / trust.noise, trust.width);
      let cost = total === 0 ? Infinity : (trust.pixels * sum) / total;
      for (const { error } of landmarkErrors(projected, view)) cost += robustLoss(error, LANDMARK_WIDTH);
      for (const [i, value] of x.entries())
        cost += longTailed.has(i) ? robustLoss(value, READING_WIDTH) : value ** 2 / 2;
      return cost;
    },
    linearise(x) {
      const known = become(x);
      const view = viewOf(known);
      const { rotation, camera } = view;
      const { projected, weights, total } = seenFrom(view);
      const slopes = surface.slopes();
      const turns = rotationSlopes(known);
      const greySlopes = createGreySlopes(known);
      const gradient = new Float64Array(length);
      const hessian = new Float64Array(length * length);
      const row = new Float64Array(length);
      const focal = (camera.distance / camera.halfHeight) * (size / 2);

      /** Adds to the row how a place in the picture moves, times (byX, byY). */
      const move = (vertex: number, byX: number, byY: number): void => {
        const i = 3 * vertex;
        const [px, py, pz] = [surface.positions[i]!, surface.positions[i + 1]!, surface.positions[i + 2]!];
        const [qx, qy, qz] = rotate(rotation, px, py, pz);
        const inverse = 1 / (camera.distance - qz);
        const [ex, ey] = [byX * focal * inverse, -byY * focal * inverse];
        const ez = (ex * qx + ey * qy) * inverse;
        for (const [k, turn] of turns.entries()) {
          const [dx, dy, dz] = rotate(turn, px, py, pz);
          row[k]! += ex * dx + ey * dy + ez * dz;
        }
        row[PLACE.right]! += byX * size;
        row[PLACE.up]! -= byY * size;
        const stretch = ex * qx + ey * qy;
        row[PLACE.logHalfHeight]! -= stretch;
        row[PLACE.logDistance]! -= stretch * qz * inverse;
        const [bx, by, bz] = [0, 1, 2].map(
          (k) => rotation[0][k]! * ex + rotation[1][k]! * ey + rotation[2][k]! * ez,
        ) as [number, number, number];
        for (let k = 0, j = i * shapes; k < shapes; k++, j++)
          row[firstShape + k]! +=
            bx * slopes.positions[j]! +
            by * slopes.positions[j + shapes]! +
            bz * slopes.positions[j + 2 * shapes]!;
      };
      /** Adds the square of a residual whose slopes are in the row, and clears the row. */
      const add = (residual: number, weight: number): void => {
        for (let k = 0; k < firstShape; k++) row[k]! *= deviations[k]!;
        for (let i = 0; i < length; i++) {
          const at = weight * row[i]!;
          if (at === 0) continue;
          gradient[i]! += at * residual;
          const start = i * length;
          for (let j = 0; j <= i; j++) hessian[start + j]! += at * row[j]!;
        }
        row.fill(0);
      };

      for (let v = 0, i = 0; v < vertexCount; v++, i += 3) {
        if (weights[v] === 0 || trust.pixels === 0) continue;
        const [nx, ny, nz] = [surface.normals[i]!, surface.normals[i + 1]!, surface.normals[i + 2]!];
        const { value, byX, byY } = greyAt(picture, projected[i]!, projected[i + 1]!);
        const { grey, bySkin, byNormal, byCircumstance } = greySlopes(
          rotate(rotation, nx, ny, nz),
          surface.grey[v]!,
        );
        const error = (value - grey) / trust.noise;
        for (let k = PLACE.light; k < firstShape; k++) row[k] = -byCircumstance[k]!;
        for (let k = 0; k < textures; k++)
          row[firstTexture + k] = -bySkin * surface.greySlopes[v * textures + k]!;
        const [gx, gy, gz] = byNormal;
        for (const [k, turn] of turns.entries()) {
          const [dx, dy, dz] = rotate(turn, nx, ny, nz);
          row[k] = -(gx * dx + gy * dy + gz * dz);
        }
        const [bx, by, bz] = [0, 1, 2].map(
          (k) => rotation[0][k]! * gx + rotation[1][k]! * gy + rotation[2][k]! * gz,
        ) as [number, number, number];
        // A sum of normals that grows along itself turns nothing.
        const along = bx * nx + by * ny + bz * nz;
        const scale = -1 / slopes.lengths[v]!;
        const [tx, ty, tz] = [
          (bx - along * nx) * scale,
          (by - along * ny) * scale,
          (bz - along * nz) * scale,
        ];
        for (let k = 0, j = i * shapes; k < shapes; k++, j++)
          row[firstShape + k] =
            tx * slopes.sums[j]! + ty * slopes.sums[j + shapes]! + tz * slopes.sums[j + 2 * shapes]!;
        move(v, byX, byY);
        const weight =
          (trust.pixels * weights[v]! * robustWeight(error, trust.width)) / (total * trust.noise ** 2);
        add(error * trust.noise, weight);
      }
      for (const { vertex, scale, across, down, error } of landmarkErrors(projected, view)) {
        const weight = robustWeight(error, LANDMARK_WIDTH);
        move(vertex, scale, 0);
        add(across, weight);
        move(vertex, 0, scale);
        add(down, weight);
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
