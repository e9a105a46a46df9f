import type { Camera } from '../scene/camera.js';
import { compose, facing, type Rotation, turned, type Vector } from '../scene/vector.js';
import type { Circumstances } from './unknowns.js';

const RADIANS = Math.PI / 180;

/** How a head is turned and seen. */
export interface View {
  readonly rotation: Rotation;
  readonly camera: Camera;
}

export function viewOf({
  azimuth,
  elevation,
  roll,
  right,
  up,
  logHalfHeight,
  logDistance,
}: Circumstances): View {
  return {
    rotation: compose(turned(roll), facing(azimuth, elevation)),
    camera: { distance: Math.exp(logDistance), halfHeight: Math.exp(logHalfHeight), right, up },
  };
}

/** Derivatives of the rotation by azimuth, elevation and roll, a degree each. */
export function rotationSlopes({ azimuth, elevation, roll }: Circumstances): readonly Rotation[] {
  const [sa, ca] = [Math.sin(azimuth * RADIANS), Math.cos(azimuth * RADIANS)];
  const [se, ce] = [Math.sin(elevation * RADIANS), Math.cos(elevation * RADIANS)];
  const lean = turned(roll);
  const byAzimuth: Rotation = [
    [-sa, -ca * se, ca * ce],
    [0, 0, 0],
    [-ca, sa * se, -sa * ce],
  ];
  const byElevation: Rotation = [
    [0, -sa * ce, -sa * se],
    [0, -se, ce],
    [0, -ca * ce, -ca * se],
  ];
  const [x, y] = compose(lean, facing(azimuth, elevation));
  const byRoll: Rotation = [y.map((a) => -a) as unknown as Vector, x, [0, 0, 0]];
  return [compose(lean, byAzimuth), compose(lean, byElevation), byRoll].map(
    (rows) => rows.map((row) => row.map((a) => a * RADIANS)) as unknown as Rotation,
  );
}

export function rotate(r: Rotation, x: number, y: number, z: number): Vector {
  return [
    r[0][0] * x + r[0][1] * y + r[0][2] * z,
    r[1][0] * x + r[1][1] * y + r[1][2] * z,
    r[2][0] * x + r[2][1] * y + r[2][2] * z,
  ];
}
