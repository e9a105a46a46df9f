import type { Factor, Parameter } from '../scene.js';

/** What a chair stands on, and with it what kind of seat it is. */
export const BASES = [
  'square legs',
  'turned legs',
  'pedestal',
  'office star',
  'cantilever',
  'rockers',
  'sled',
  'sofa',
  'armchair',
  'stool',
] as const;

export const SEATS = ['square', 'round', 'cushion', 'trapezoid'] as const;

export const BACKS = [
  'panel',
  'top rail',
  'slats',
  'ladder',
  'spindles',
  'hoops',
  'cushion',
  'shell',
] as const;

export const ARMS = ['none', 'posts', 'loops', 'pads'] as const;

/** Lengths of a chair as a person of ordinary size sits on it, in metres, and brightnesses: least and most. */
const RANGES = {
  width: [0.4, 0.58],
  depth: [0.38, 0.54],
  height: [0.38, 0.52],
  thickness: [0.025, 0.09],
  backHeight: [0.3, 0.68],
  /** How far the back leans, as a share of its height. */
  rake: [0.04, 0.34],
  /** Half the thickness of legs and posts. */
  bar: [0.012, 0.027],
  /** How far legs spread, as a share of their height. */
  splay: [0, 0.16],
  armHeight: [0.16, 0.25],
  /** How many bars, cushions or stretchers there are, 0 to 1. */
  number: [0, 1],
  seatTone: [60, 230],
  frameTone: [45, 215],
  backTone: [60, 230],
} as const;

type Range = keyof typeof RANGES;

/** One chair. */
export type Style = {
  readonly base: (typeof BASES)[number];
  readonly seat: (typeof SEATS)[number];
  readonly back: (typeof BACKS)[number];
  readonly arms: (typeof ARMS)[number];
} & { readonly [K in Range]: number };

const KINDS = { base: BASES, seat: SEATS, back: BACKS, arms: ARMS } as const;
type Kind = keyof typeof KINDS;

const kinds = Object.keys(KINDS) as Kind[];
const ranges = Object.keys(RANGES) as Range[];

/** Which chair it is: four choices among forms, then lengths and tones as standard normal numbers. */
export const chairIdentity: Factor = {
  name: 'identity',
  parameters: [
    ...kinds.map(
      (name): Parameter => ({
        name,
        unit: 'class',
        prior: { kind: 'level', count: KINDS[name].length },
      }),
    ),
    ...ranges.map((name): Parameter => ({ name, unit: 'sigma', prior: { kind: 'normal' } })),
  ],
};

/** @param values of `chairIdentity`'s parameters, in order; whatever they are, the chair is whole */
export function styleOf(values: Float32Array): Style {
  const chosen = kinds.map((name, k) => [name, KINDS[name][values[k]!]!]);
  const measured = ranges.map((name, k) => {
    const [least, most] = RANGES[name];
    return [name, least + (most - least) * share(values[kinds.length + k]!)];
  });
  return Object.fromEntries([...chosen, ...measured]) as Style;
}

/** The line onto 0 to 1; a standard normal number is spread over it nearly evenly. No function that differs between machines. */
function share(x: number): number {
  return 0.5 + (0.5 * x) / Math.sqrt(1 + x * x);
}
