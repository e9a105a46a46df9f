import type { Group } from '../code/groups.js';
import { type Control, formatValue } from './controls.js';

/** One step of a sweep: a code for the decoder, and what it stands for in words. */
export interface Step {
  /** `-40°`, `+1.5σ`, `60%`. */
  readonly label: string;
  /** [units] */
  readonly code: Float32Array;
}

/** Turns one control through its whole range, or once round; everything else stays as in `code`. */
export function sweep(code: Float32Array, control: Control, frames: number): readonly Step[] {
  const { min, max, circular } = control;
  // Once round ends a step before where it began.
  const values = circular ? spread(min, max, frames + 1).slice(0, -1) : spread(min, max, frames);
  return values.map((value) => ({
    label: formatValue(control.unit, value),
    code: control.turn(code, value),
  }));
}

/**
 * Morphs some groups of one code into those of another, on a straight line; all other units stay.
 *
 * @param names groups to morph: shape alone gives the other person's head with the first one's skin
 */
export function sweepTowards(
  code: Float32Array,
  other: Float32Array,
  groups: readonly Group[],
  names: readonly string[],
  frames: number,
): readonly Step[] {
  const morphed = groups.flatMap((group) => Array<boolean>(group.units).fill(names.includes(group.name)));
  return spread(0, 1, frames).map((t) => ({
    label: `${Math.round(100 * t)}%`,
    code: code.map((from, i) => (morphed[i] === true ? (1 - t) * from + t * other[i]! : from)),
  }));
}

/** `count` evenly spaced numbers; the ends are exact. */
function spread(min: number, max: number, count: number): readonly number[] {
  if (count === 1) return [(min + max) / 2];
  return Array.from({ length: count }, (_, i) => {
    const t = i / (count - 1);
    return (1 - t) * min + t * max;
  });
}
