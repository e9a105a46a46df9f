import { type Frame, frameOutOf, intoFrame, type Point } from './frame.js';
import { HEAD_FIT } from './headFit.js';

/**
 * Where the landmarks of a face are in its own square: the middle and the spread of all of them, upright by the
 * line from between the eyes to the mouth, and by the line of the eyes. The latter alone shortens to nothing as a
 * face turns to its profile.
 */
export function faceSquare(landmarks: readonly Point[]): Frame {
  const [left, right, , mouth] = landmarks as [Point, Point, Point, Point];
  const across = { x: right.x - left.x, y: right.y - left.y };
  const down = { x: mouth.x - (left.x + right.x) / 2, y: mouth.y - (left.y + right.y) / 2 };
  // The downward line turned back by a quarter; the longer line weighs more.
  const up = { x: across.x + down.y, y: across.y - down.x };
  const x = landmarks.reduce((sum, point) => sum + point.x, 0) / landmarks.length;
  const y = landmarks.reduce((sum, point) => sum + point.y, 0) / landmarks.length;
  const spread = landmarks.reduce((sum, point) => sum + (point.x - x) ** 2 + (point.y - y) ** 2, 0);
  return {
    ...{ x, y },
    side: 4 * Math.sqrt(spread / landmarks.length),
    roll: (Math.atan2(up.y, up.x) * 180) / Math.PI,
  };
}

/**
 * What the frame is computed from: one, the landmarks in their square, and products of how far the face is turned
 * and lifted: the line of the eyes of a face that is both leans although the head does not.
 *
 * @param points in the square, 0 to 1 across
 */
export function faceFeatures(points: readonly Point[]): number[] {
  const [left, right, nose, mouth] = points as [Point, Point, Point, Point];
  const turn = nose.x - (left.x + right.x + mouth.x) / 3;
  const lift = (left.y + right.y + mouth.y) / 3 - nose.y;
  return [
    1,
    ...points.flatMap(({ x, y }) => [x - 0.5, y - 0.5]),
    ...[turn * turn, turn * Math.abs(turn), turn * lift, lift * lift],
  ];
}

/** The frame of a head as the training heads are framed, from the landmarks of its face. */
export function headFrame(landmarks: readonly Point[]): Frame {
  const square = faceSquare(landmarks);
  const features = faceFeatures(landmarks.map((point) => intoFrame(square, 1, point)));
  const dot = (weights: readonly number[]): number =>
    weights.reduce((sum, w, i) => sum + w * features[i]!, 0);
  const [x, y, logSide] = HEAD_FIT.frame.map(dot);
  return frameOutOf(square, 1, { x: x!, y: y!, side: Math.exp(logSide!), roll: dot(HEAD_FIT.roll) });
}
