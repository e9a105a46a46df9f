import type { Face } from '../framing/findFaces.js';
import { type Frame, intoFrame, type Point } from '../framing/frame.js';

/** A landmark of the face detector and where on the head it lies. */
export interface LandmarkPlace {
  readonly vertex: number;
  /** How far from there it is seen in photographs, one standard deviation an axis, in sides of the frame. */
  readonly deviation: number;
}

/**
 * In the order of `Detection.landmarks`: the eye on the picture's left, the other one, nose, mouth, and the
 * ears. Found by scripts/fit-landmarks.ts on drawn heads.
 */
export const LANDMARKS_ON_HEAD: readonly LandmarkPlace[] = [
  { vertex: 897, deviation: 0.025 },
  { vertex: 2538, deviation: 0.025 },
  { vertex: 294, deviation: 0.025 },
  { vertex: 468, deviation: 0.025 },
  { vertex: 1674, deviation: 0.05 },
  { vertex: 3293, deviation: 0.05 },
];

/**
 * The landmarks of the face whose head the frame shows, in sides of the frame; undefined where there is none.
 */
export function landmarksIn(frame: Frame, faces: readonly Face[]): readonly Point[] | undefined {
  const isShown = (face: Face): boolean =>
    Math.hypot(face.frame.x - frame.x, face.frame.y - frame.y) < 0.2 * frame.side &&
    Math.abs(Math.log(face.frame.side / frame.side)) < 0.5;
  return faces.find(isShown)?.landmarks.map((point) => intoFrame(frame, 1, point));
}

/**
 * Whether a face is known to be where a photograph was framed: somebody may have looked only for landmarks.
 *
 * @param found undefined where nobody looked for a face
 */
export function foundBy(
  found: boolean | undefined,
  landmarks: readonly Point[] | undefined,
): boolean | undefined {
  return found ?? (landmarks === undefined ? undefined : true);
}
