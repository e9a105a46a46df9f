import { type Group, placeGroups } from '../../../code/groups.js';

/** A part of a face that is taken from one picture as a whole. */
export interface Slot {
  /** What the address calls it. */
  readonly key: string;
  readonly title: string;
  readonly groups: readonly string[];
}

/** Pose, light, and whatever else the code knows: who it is. */
export function slotsOf(groups: readonly Group[]): readonly Slot[] {
  const names: readonly string[] = groups.map((group) => group.name);
  const pose = names.filter((name) => ['azimuth', 'elevation'].includes(name));
  const light = names.includes('light') ? ['light'] : [];
  const rest = names.filter((name) => ![...pose, ...light].includes(name));
  return [
    { key: 'pose', title: 'Pose', groups: pose },
    { key: 'light', title: 'Light', groups: light },
    { key: 'person', title: rest.join(' and ').replace(/^./, (c) => c.toUpperCase()), groups: rest },
  ].filter((slot) => slot.groups.length > 0);
}

/**
 * One code out of several: each group's units from the code that `source` names for it.
 *
 * @param source the code [units] for a group's name
 */
export function mixCodes(groups: readonly Group[], source: (group: string) => Float32Array): Float32Array {
  const placed = placeGroups(groups);
  const mixed = new Float32Array(placed.at(-1)!.end);
  for (const { name, start, end } of placed) mixed.set(source(name).subarray(start, end), start);
  return mixed;
}
