import { cos, sin } from '../../numeric/elementary.js';
import type { Vector } from '../vector.js';
import { hexahedron, loft, type Solid, tube } from './loft.js';
import { type Seat, superellipse } from './seat.js';
import type { Style } from './style.js';

/** The plane that a back lies in, leaning backwards from the rear of the seat. */
export interface BackPlane {
  /** Half its width. */
  readonly x: number;
  /** How far up it reaches from the seat's middle. */
  readonly reach: number;
  /** How far backwards it leans, as a share of its height. */
  readonly rake: number;
  /** A place: x, how far up, and how far out towards the sitter. */
  at(x: number, up: number, out?: number): Vector;
}

export function backPlane({ backHeight, rake, bar }: Style, { top, bottom, rear }: Seat): BackPlane {
  const foot = (top + bottom) / 2;
  const length = Math.sqrt(1 + rake * rake);
  const [up, back] = [1 / length, rake / length];
  return {
    x: rear.x - bar,
    reach: backHeight + top - foot,
    rake,
    at: (x, along, out = 0) => [x, foot + along * up + out * back, rear.z + bar - along * back + out * up],
  };
}

/** Each part and whether it is of the back's tone, or of the frame's. */
export interface BackPart {
  readonly solid: Solid;
  readonly tone: 'back' | 'frame';
}

export function makeBack(style: Style, plane: BackPlane): readonly BackPart[] {
  return makers[style.back](style, plane);
}

type Maker = (style: Style, plane: BackPlane) => readonly BackPart[];

const frame = (solid: Solid): BackPart => ({ solid, tone: 'frame' });
const filling = (solid: Solid): BackPart => ({ solid, tone: 'back' });

const posts = ({ bar }: Style, { x, reach, at }: BackPlane, top = reach): readonly BackPart[] =>
  [-1, 1].map((side) => frame(tube([at(side * x, 0), at(side * x, top)], [bar, 0.8 * bar])));

/** A board across, which bends back in the middle by `bend`. */
function board(plane: BackPlane, from: number, to: number, half: number, bend: number, x = plane.x): Solid {
  const steps = bend === 0 ? 1 : 6;
  return loft(
    Array.from({ length: steps + 1 }, (_, i) => {
      const t = (2 * i) / steps - 1;
      const out = -bend * (1 - t * t);
      return [
        plane.at(t * x, from, out - half),
        plane.at(t * x, from, out + half),
        plane.at(t * x, to, out + half),
        plane.at(t * x, to, out - half),
      ];
    }),
    'sharp',
  );
}

/** Whole numbers from least to most, by the style's number. */
function count({ number }: Style, least: number, most: number): number {
  return Math.min(most, least + Math.floor(number * (most - least + 1)));
}

const makers: Readonly<Record<Style['back'], Maker>> = {
  panel: (style, plane) => [filling(board(plane, 0, plane.reach, 0.6 * style.bar, 0.03 * style.number))],
  'top rail': (style, plane) => {
    const low = plane.reach * (0.45 + 0.3 * style.number);
    return [...posts(style, plane), filling(board(plane, low, plane.reach, 0.6 * style.bar, 0.04))];
  },
  slats: (style, plane) => {
    const n = count(style, 2, 6);
    const rail = plane.reach - 0.07;
    const half = (0.3 * plane.x) / n;
    return [
      ...posts(style, plane),
      filling(board(plane, rail, plane.reach, 0.7 * style.bar, 0)),
      ...Array.from({ length: n }, (_, k) => {
        const middle = plane.x * ((2 * (k + 1)) / (n + 1) - 1);
        return filling(slat(plane, [middle - half, middle + half], [0, rail + 0.01], 0.4 * style.bar));
      }),
    ];
  },
  ladder: (style, plane) => {
    const n = count(style, 2, 5);
    const half = (0.22 * plane.reach) / n;
    return [
      ...posts(style, plane),
      ...Array.from({ length: n }, (_, k) => {
        const middle = plane.reach * (0.28 + (0.66 * (k + 0.5)) / n);
        return filling(board(plane, middle - half, middle + half, 0.5 * style.bar, 0.02));
      }),
    ];
  },
  spindles: (style, plane) => {
    const n = count(style, 3, 7);
    const arch = archOf(plane, 1);
    return [
      frame(tube(arch, [0.8 * style.bar, 0.8 * style.bar])),
      ...Array.from({ length: n }, (_, k) => {
        const x = plane.x * ((2 * (k + 1)) / (n + 1) - 1);
        const top = archHeight(plane, x, 1);
        return filling(tube([plane.at(x, 0), plane.at(x, top)], [0.45 * style.bar, 0.4 * style.bar], 6));
      }),
    ];
  },
  hoops: (style, plane) => [
    frame(tube(archOf(plane, 1), [style.bar, style.bar])),
    ...(style.number < 0.5
      ? [filling(tube(archOf(plane, 0.62), [0.8 * style.bar, 0.8 * style.bar]))]
      : [filling(oval(plane, 0.95 * plane.reach, 0.4 * style.bar))]),
  ],
  cushion: (style, plane) => [
    ...posts(style, { ...plane, x: 0.6 * plane.x }, 0.6 * plane.reach),
    filling(pillow(plane, 0.22 * plane.reach, plane.reach, 1.8 * style.bar)),
  ],
  shell: (style, plane) => [filling(shell(plane, style.depth, 0.6 * style.bar))],
};

function slat(
  plane: BackPlane,
  [left, right]: readonly [number, number],
  [from, to]: readonly [number, number],
  half: number,
): Solid {
  const at = (up: number): Vector[] => [
    plane.at(left, up, -half),
    plane.at(right, up, -half),
    plane.at(right, up, half),
    plane.at(left, up, half),
  ];
  return hexahedron(at(from), at(to));
}

/** Where an arch that fills `share` of the back begins to bend, of its height. */
const SPRING = 0.55;

function archOf({ x, reach, at }: BackPlane, share: number): readonly Vector[] {
  const bend = Array.from({ length: 13 }, (_, i) => {
    const angle = (Math.PI * i) / 12;
    return at(-share * x * cos(angle), share * reach * (SPRING + (1 - SPRING) * sin(angle)));
  });
  return [at(-share * x, 0), ...bend, at(share * x, 0)];
}

function archHeight({ x, reach }: BackPlane, at: number, share: number): number {
  const part = at / (share * x);
  return share * reach * (SPRING + (1 - SPRING) * Math.sqrt(Math.max(0, 1 - part * part)));
}

/** A flat oval that touches the seat and the arch. */
function oval(plane: BackPlane, top: number, half: number): Solid {
  const ring = (out: number): Vector[] =>
    Array.from({ length: 20 }, (_, k) => {
      const angle = (2 * Math.PI * k) / 20;
      return plane.at(0.7 * plane.x * cos(angle), (top / 2) * (1 + sin(angle)), out);
    });
  return loft([ring(-half), ring(half)], 'round');
}

/** A thick cushion with round edges. */
function pillow(plane: BackPlane, from: number, to: number, half: number): Solid {
  const [middle, height] = [(from + to) / 2, (to - from) / 2];
  const profile = [
    [-1, 0.82],
    [-0.7, 0.95],
    [0, 1],
    [0.7, 0.95],
    [1, 0.82],
  ] as const;
  return loft(
    profile.map(([out, scale]) =>
      superellipse(scale * plane.x, scale * height).map(([x, up]) => plane.at(x, middle + up, out * half)),
    ),
    'round',
  );
}

/** Bends round the sitter, lower towards the front. */
function shell(plane: BackPlane, depth: number, half: number): Solid {
  const steps = 14;
  return loft(
    Array.from({ length: steps + 1 }, (_, i) => {
      const t = (2 * i) / steps - 1;
      const angle = 0.5 * Math.PI * t;
      const round = 1 - cos(angle);
      const out = 0.6 * depth * round * round;
      const top = plane.reach * (0.8 - 0.4 * t * t);
      const front = out + (1 - Math.abs(sin(angle))) * 2 * half;
      const [x, inner] = [plane.x * sin(angle), (plane.x - 2 * half) * sin(angle)];
      return [
        plane.at(x, -out * plane.rake, out),
        plane.at(inner, -front * plane.rake, front),
        plane.at(inner, top, front),
        plane.at(x, top, out),
      ];
    }),
    'sharp',
  );
}
