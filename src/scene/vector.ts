import { cos, sin } from '../numeric/elementary.js';

/** x to the right of the picture, y up, z towards the viewer. */
export type Vector = readonly [x: number, y: number, z: number];

/** Three rows of a rotation matrix. */
export type Rotation = readonly [Vector, Vector, Vector];

const RADIANS = Math.PI / 180;

/**
 * The direction that an azimuth and an elevation name, in degrees: (0, 0) is towards the viewer, positive
 * azimuth is to the right of the picture, positive elevation is up.
 */
export function direction(azimuth: number, elevation: number): Vector {
  const a = azimuth * RADIANS;
  const e = elevation * RADIANS;
  return [sin(a) * cos(e), sin(e), cos(a) * cos(e)];
}

/**
 * The rotation that turns a thing which faces the viewer to face `direction(azimuth, elevation)`, upright:
 * first it nods, then it turns.
 */
export function facing(azimuth: number, elevation: number): Rotation {
  const a = azimuth * RADIANS;
  const e = elevation * RADIANS;
  const [sa, ca, se, ce] = [sin(a), cos(a), sin(e), cos(e)];
  return [
    [ca, -sa * se, sa * ce],
    [0, ce, se],
    [-sa, -ca * se, ca * ce],
  ];
}

/**
 * The rotation of a thing on a turntable that is seen from above: first it turns by `azimuth` about its own upright
 * axis, then the whole table tips towards the viewer by `elevation`, which is the camera's height. In degrees.
 */
export function onTurntable(azimuth: number, elevation: number): Rotation {
  const a = azimuth * RADIANS;
  const e = elevation * RADIANS;
  const [sa, ca, se, ce] = [sin(a), cos(a), sin(e), cos(e)];
  return [
    [ca, 0, sa],
    [se * sa, ce, -se * ca],
    [-ce * sa, se, ce * ca],
  ];
}

/** A turn of the picture, in degrees. */
export function turned(roll: number): Rotation {
  const [c, s] = [cos((roll * Math.PI) / 180), sin((roll * Math.PI) / 180)];
  return [
    [c, -s, 0],
    [s, c, 0],
    [0, 0, 1],
  ];
}

/** First the second, then the first. */
export function compose(a: Rotation, b: Rotation): Rotation {
  return a.map((row) =>
    [0, 1, 2].map((k) => row[0] * b[0][k]! + row[1] * b[1][k]! + row[2] * b[2][k]!),
  ) as unknown as Rotation;
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function subtract(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function normalise(a: Vector): Vector {
  const length = Math.sqrt(dot(a, a));
  return [a[0] / length, a[1] / length, a[2] / length];
}

/** The vector before the rotation: the transposed matrix times the vector. */
export function unrotate(r: Rotation, v: Vector): Vector {
  return [
    r[0][0] * v[0] + r[1][0] * v[1] + r[2][0] * v[2],
    r[0][1] * v[0] + r[1][1] * v[1] + r[2][1] * v[2],
    r[0][2] * v[0] + r[1][2] * v[1] + r[2][2] * v[2],
  ];
}
