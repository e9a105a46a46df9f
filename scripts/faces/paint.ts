/** What is painted over the skins, as masks over the base mesh (decimetres, x >= 0). */

export type Point = readonly [number, number, number];

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothstep(from: number, to: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** Height of the hairline by depth: nape, behind the ear, sideburn, temple, forehead. */
const HAIRLINE: readonly (readonly [z: number, y: number])[] = [
  [-0.4, 6.6],
  [0.2, 6.7],
  [0.32, 6.95],
  [0.45, 7.25],
  [0.62, 7.2],
  [0.68, 7.0],
  [0.76, 7.05],
  [0.86, 7.42],
  [1.0, 7.68],
  [1.12, 7.86],
  [1.3, 7.96],
];

/**
 * How much of the scalp's hair grows at a point.
 *
 * @param recession raises the line over forehead and temples
 * @param fringe moves the line at this point, so that it is not drawn with a ruler
 */
export function hairMask([x, y, z]: Point, recession: number, fringe: number): number {
  const last = HAIRLINE.length - 1;
  let line = z <= HAIRLINE[0]![0] ? HAIRLINE[0]![1] : HAIRLINE[last]![1];
  for (let i = 0; i < last; i++) {
    const [z0, y0] = HAIRLINE[i]!;
    const [z1, y1] = HAIRLINE[i + 1]!;
    if (z > z0 && z <= z1) line = y0 + ((y1 - y0) * (z - z0)) / (z1 - z0);
  }
  line += recession * smoothstep(0.75, 1.1, z) * (0.6 + 0.4 * smoothstep(0.1, 0.45, x));
  return smoothstep(-0.08, 0.1, y - line + fringe);
}

export interface Brow {
  readonly height: number;
  readonly thickness: number;
  readonly arch: number;
}

/** The eyebrow: a band along the brow ridge that thins towards the temple. */
export function browMask([x, y, z]: Point, brow: Brow): number {
  if (z < 0.9) return 0;
  const t = (x - 0.1) / 0.42;
  const middle = 7.435 + brow.height + brow.arch * (1 - ((t - 0.62) / 0.62) ** 2);
  const half = brow.thickness * (1 - 0.65 * t * t);
  const ends = smoothstep(-0.05, 0.12, t) * (1 - smoothstep(0.85, 1.05, t));
  return ends * (1 - smoothstep(half * 0.5, half * 1.25, Math.abs(y - middle)));
}

/** The lash line round the opening of the eye, strong above and faint below. */
export function lashMask([x, y, z]: Point): number {
  if (z < 1.1) return 0;
  const dx = (x - 0.317) / 0.118;
  const dy = (y - 7.287) / 0.045;
  const rim = Math.sqrt(dx * dx + dy * dy) - 1;
  const strength = dy > -0.15 ? 0.85 : 0.35;
  return strength * (1 - smoothstep(0.1, 0.45, rim));
}

/** Cheeks, chin and upper lip, without the lips. */
export function beardMask([x, y, z]: Point): number {
  const low = 1 - smoothstep(6.62, 6.85, y - 0.35 * smoothstep(0.3, 0.62, x));
  const front = smoothstep(0.55, 0.75, z);
  const throat = smoothstep(6.05, 6.3, y);
  const lips = 1 - smoothstep(0.8, 1.15, Math.sqrt((x / 0.25) ** 2 + ((y - 6.61) / 0.085) ** 2));
  const underNose = smoothstep(0, 0.04, x);
  return low * front * throat * (1 - lips) * (y > 6.66 ? 0.6 + 0.4 * underNose : 1);
}

/** An eye seen from the front: white, iris with its dark rim, pupil. */
export function eyeColour(radius: number, iris: readonly number[]): readonly number[] {
  const white = [226, 222, 216].map((c) => c * (1 - 0.25 * smoothstep(0.6, 1, radius)));
  const rim = smoothstep(0.3, 0.46, radius);
  const coloured = iris.map((c) => c * (1.1 - 0.7 * rim));
  const inIris = 1 - smoothstep(0.43, 0.5, radius);
  const inPupil = 1 - smoothstep(0.15, 0.22, radius);
  return white.map((c, i) => {
    const ringed = c + (coloured[i]! - c) * inIris;
    return ringed + (12 - ringed) * inPupil;
  });
}
