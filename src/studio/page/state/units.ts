import { type Group, placeGroups } from '../../../code/groups.js';
import { klPerUnit } from '../../../code/kl.js';

/** One unit of the code, as it stands for one picture. */
export interface Unit {
  /** Place in the code, from 0. */
  readonly index: number;
  readonly group: string;
  /** The posterior's mean. */
  readonly mu: number;
  /** What the picture says about it, in nats. */
  readonly kl: number;
  /** How much the picture changes with it: 0 to 1, undefined while it is not known. */
  readonly effect: number | undefined;
}

export const orders = ['kl', 'effect', 'place'] as const;
export type Order = (typeof orders)[number];

/** @param effects what is known of them, by place */
export function unitsOf(
  groups: readonly Group[],
  mu: Float32Array,
  logVar: Float32Array,
  effects: readonly number[],
): readonly Unit[] {
  const kl = klPerUnit(mu, logVar, mu.length);
  return placeGroups(groups).flatMap(({ name, start, end }) =>
    Array.from({ length: end - start }, (_, i) => {
      const index = start + i;
      return { index, group: name, mu: mu[index]!, kl: kl[index]!, effect: effects[index] };
    }),
  );
}

/** The largest first, or by place. */
export function sorted(units: readonly Unit[], order: Order): readonly Unit[] {
  if (order === 'place') return units;
  const key = (unit: Unit): number => unit[order] ?? -1;
  return units.toSorted((a, b) => key(b) - key(a));
}

/** Half of what the prior N(0, 1) allows: from where a unit stands towards the prior's other side. */
const MOVE = 2;

/** A code whose unit has been moved, to see what it changes. */
export function moved(mu: Float32Array, unit: number): Float32Array {
  return withUnit(mu, unit, movedValue(mu[unit]!));
}

export function movedValue(mu: number): number {
  return mu > 0 ? mu - MOVE : mu + MOVE;
}

export function withUnit(mu: Float32Array, unit: number, value: number): Float32Array {
  const code = mu.slice();
  code[unit] = value;
  return code;
}

/** Mean absolute difference of two pictures, 0 to 1. */
export function change(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}
