import type { Point } from '../framing/frame.js';
import type { Rotation } from '../scene/vector.js';
import type { Cover } from './cover.js';
import { type GreyField, greyAt } from './greyField.js';
import type { HeadSurface } from './headSurface.js';
import { LANDMARKS_ON_HEAD } from './landmarks.js';
import { greyUnder, type Lighting } from './lighting.js';
import { rotate } from './view.js';

/** The error of the pixels round a vertex that is seen. */
export interface PixelError {
  /** In shares of white. */
  readonly error: number;
  /** How many pixels, by how likely they show skin. */
  readonly weight: number;
}

export function pixelErrors(
  picture: GreyField,
  surface: HeadSurface,
  light: Lighting,
  rotation: Rotation,
  { projected, weights }: Cover,
): readonly PixelError[] {
  const { vertexCount, normals, grey } = surface;
  const errors: PixelError[] = [];
  for (let v = 0, i = 0; v < vertexCount; v++, i += 3) {
    if (weights[v] === 0) continue;
    const normal = rotate(rotation, normals[i]!, normals[i + 1]!, normals[i + 2]!);
    const { value } = greyAt(picture, projected[i]!, projected[i + 1]!);
    errors.push({ error: value - greyUnder(light, normal, grey[v]!), weight: weights[v]! });
  }
  return errors;
}

/** How far from where it was found a landmark is seen, in its deviations. */
export interface LandmarkError {
  readonly vertex: number;
  /** Deviations a pixel. */
  readonly scale: number;
  readonly across: number;
  readonly down: number;
  readonly error: number;
}

/** A landmark on the far side is a guess of the detector. */
const HIDDEN = 2.5;

/**
 * @param landmarks in sides of the frame, in the order of `LANDMARKS_ON_HEAD`
 * @param size pixels a side
 */
export function landmarkErrors(
  landmarks: readonly Point[],
  { normals }: HeadSurface,
  rotation: Rotation,
  projected: Float32Array,
  size: number,
): readonly LandmarkError[] {
  return landmarks.map(({ x, y }, k) => {
    const { vertex, deviation } = LANDMARKS_ON_HEAD[k]!;
    const i = 3 * vertex;
    const [, , nz] = rotate(rotation, normals[i]!, normals[i + 1]!, normals[i + 2]!);
    const scale = 1 / (size * deviation * (nz < 0 ? HIDDEN : 1));
    const across = (projected[i]! - x * size) * scale;
    const down = (projected[i + 1]! - y * size) * scale;
    return { vertex, scale, across, down, error: Math.hypot(across, down) };
  });
}
