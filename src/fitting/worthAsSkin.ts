import type { FaceModel } from '../scene/faceModel.js';
import { sitesOf } from '../scene/photograph/shell.js';
import { LANDMARKS_ON_HEAD } from './landmarks.js';

/** Round an ear, in decimetres: nearer nothing is taken as it is seen, farther everything. */
const EAR: readonly [number, number] = [0.55, 0.85];
/** Real ears lie rather above the model's than below: so far up distances count less. */
const ABOVE = 0.7;
/** The same for heights of the neck in front, and how much higher that begins behind the ears. */
const NECK: readonly [number, number] = [-1.2, -0.95];
const NAPE = 0.55;
const BEHIND: readonly [number, number] = [-0.2, 0.4];
/** What is left of the weight where something else is likely to be seen: enough to give its tone. */
const LEFT = 0.03;

/**
 * How much what is seen at a place on the head is worth as its skin: 0 to 1, [vertices]. Ears differ in height and
 * size by more than the face model's do: the ear on a profile lies beside that of the head, and would be
 * painted there as a second one, on both sides. Below chin and hair are collars, and what lies behind a head.
 */
export function worthAsSkin(model: FaceModel): Float32Array {
  const sites = sitesOf(model);
  const ears = LANDMARKS_ON_HEAD.slice(-2).map(({ vertex }) => sites[vertex]!);
  return Float32Array.from(sites, ({ x, y, z, front }) => {
    const away = Math.min(
      ...ears.map((ear) => Math.hypot(x - ear.x, (y - ear.y) * (y > ear.y ? ABOVE : 1), z - ear.z)),
    );
    const below = smoothstep(y - NAPE * (1 - smoothstep(front, BEHIND)), NECK);
    return LEFT + (1 - LEFT) * smoothstep(away, EAR) * below;
  });
}

/** From 0 to 1 between two places, smooth at both. */
export function smoothstep(x: number, [none, all]: readonly [number, number]): number {
  const t = Math.min(1, Math.max(0, (x - none) / (all - none)));
  return t * t * (3 - 2 * t);
}
