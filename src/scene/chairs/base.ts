import { cos, sin } from '../../numeric/elementary.js';
import type { Vector } from '../vector.js';
import { box, hexahedron, leg, moved, rectangleAt, type Solid, slab, tube } from './loft.js';
import { oval, type Seat } from './seat.js';
import type { Style } from './style.js';

/** How far one part reaches into another, so that no crack is between them. */
const JOINT = 0.006;

/** What the seat stands on; its lowest points are at y = 0. Sofas and armchairs have bases of their own. */
export type SeatBase = Exclude<Style['base'], 'sofa' | 'armchair'>;

export function makeBase(base: SeatBase, style: Style, seat: Seat): readonly Solid[] {
  return makers[base](style, seat);
}

type Maker = (style: Style, seat: Seat) => readonly Solid[];

const squareLegs: Maker = (style, seat) => {
  const legs = legsOf(style, seat);
  const half = style.bar;
  const square = ([x, y, z]: Vector, h: number): readonly Vector[] =>
    rectangleAt(y, [x - h, x + h], [z - h, z + h]);
  return [
    ...legs.map(({ foot, top }) => hexahedron(square(foot, 0.8 * half), square(top, half))),
    ...stretchers(style, legs),
  ];
};

const turnedLegs: Maker = (style, seat) => {
  const legs = legsOf(style, seat);
  return [
    ...legs.map(({ foot, top }) => leg([foot, top], [0.6 * style.bar, 1.1 * style.bar])),
    ...stretchers(style, legs),
  ];
};

const pedestal: Maker = ({ width, depth, bar }, { bottom }) => {
  const radius = 0.42 * Math.max(width, depth);
  return [
    slab(oval(radius, radius), [0, 0.03], 0.012),
    ...column([0.02, bottom], [1.6 * bar, 1.6 * bar], { radius: 0.12, thick: 0.03 }),
  ];
};

/** An upright bar in the middle, from a height to the seat's lower side, and the plate on it that carries the seat. */
function column(
  [foot, bottom]: readonly [number, number],
  radii: readonly [number, number],
  { radius, thick }: { readonly radius: number; readonly thick: number },
): readonly Solid[] {
  const path: readonly Vector[] = [
    [0, foot, 0],
    [0, bottom + JOINT, 0],
  ];
  return [tube(path, radii, 12), slab(oval(radius, radius), [bottom - thick, bottom + JOINT])];
}

const CASTER = 0.028;

const star: Maker = ({ width, depth, bar, number }, { bottom }) => {
  const radius = 0.5 * Math.max(width, depth, 0.5);
  const arms = number < 0.3 ? 4 : 5;
  return [
    ...column([0.06, bottom], [1.5 * bar, 1.2 * bar], { radius: 0.13, thick: 0.035 }),
    ...Array.from({ length: arms }, (_, k): readonly Solid[] => {
      const angle = (2 * Math.PI * (k + 0.25)) / arms;
      const [x, z] = [radius * cos(angle), radius * sin(angle)];
      return [
        tube(
          [
            [0, 0.095, 0],
            [x, 0.07, z],
          ],
          [bar, 0.7 * bar],
        ),
        moved(slab(oval(CASTER, CASTER), [0, 2 * CASTER + 0.012], 0.012), [x, 0, z]),
      ];
    }).flat(),
  ];
};

const cantilever: Maker = ({ bar, width, depth }, { bottom, front, rear }) => {
  const x = Math.min(front.x, rear.x, 0.46 * width);
  const radius = 0.8 * bar;
  const y = bottom - radius + JOINT;
  const [nose, tail] = [0.5 * depth, -0.5 * depth];
  const runner: readonly Vector[] = [
    [x, y, rear.z],
    [x, y, nose - 0.06],
    [x, y - 0.015, nose - 0.015],
    [x, y - 0.06, nose],
    [x, radius + 0.06, nose],
    [x, radius + 0.015, nose - 0.015],
    [x, radius, nose - 0.06],
    [x, radius, tail],
  ];
  return [...mirrored(runner).map((path) => tube(path, [radius, radius])), across(x, radius, tail, radius)];
};

const sled: Maker = ({ bar, width }, { bottom, front, rear }) => {
  const x = Math.min(front.x, rear.x, 0.46 * width);
  const radius = 0.8 * bar;
  const y = bottom + JOINT;
  const path: readonly Vector[] = [
    [x, y, rear.z],
    [x, radius + 0.04, rear.z],
    [x, radius, rear.z + 0.04],
    [x, radius, front.z - 0.04],
    [x, radius + 0.04, front.z],
    [x, y, front.z],
  ];
  return [
    ...mirrored(path).map((one) => tube(one, [radius, radius])),
    across(x, radius, rear.z + 0.05, radius),
  ];
};

const RUNNER = 0.9;

const rockers: Maker = (style, seat) => {
  const radius = 0.85 * style.bar;
  /** The runner's middle line: a piece of a circle that rests on the floor at z = 0. */
  const heightAt = (z: number): number => radius + RUNNER - Math.sqrt(RUNNER * RUNNER - z * z);
  const legs = legsOf({ ...style, splay: 0.4 * style.splay }, seat).map(({ foot: [x, , z], top }) => ({
    foot: [x, heightAt(z), z] as Vector,
    top,
  }));
  const reach = Math.max(...legs.map(({ foot }) => Math.abs(foot[2]))) + 0.14;
  const [rear, , front] = legs;
  const path = Array.from({ length: 13 }, (_, i): Vector => {
    const z = reach * (i / 6 - 1);
    const along = (z - rear!.foot[2]) / (front!.foot[2] - rear!.foot[2]);
    return [rear!.foot[0] + along * (front!.foot[0] - rear!.foot[0]), heightAt(z), z];
  });
  return [
    ...legs.map(({ foot, top }) => tube([foot, top], [0.8 * style.bar, 1.1 * style.bar])),
    ...mirrored(path).map((one) => tube(one, [radius, radius])),
    ...stretchers(style, legs),
  ];
};

/** A ring round the legs, for the feet, where they are long. */
const stool: Maker = (style, seat) => {
  const legs = legsOf(style, seat);
  const square = style.back === 'panel' || style.back === 'slats';
  const bars = square ? squareLegs(style, seat) : turnedLegs(style, seat);
  return style.number < 0.5 ? bars : [...bars, ...rails(legs, 0.35, 0.6 * style.bar, true)];
};

const makers: Readonly<Record<SeatBase, Maker>> = {
  'square legs': squareLegs,
  'turned legs': turnedLegs,
  pedestal,
  'office star': star,
  cantilever,
  rockers,
  sled,
  stool,
};

interface Leg {
  readonly foot: Vector;
  readonly top: Vector;
}

/** Rear left and right, front left and right. */
function legsOf({ splay, bar }: Style, { bottom, front, rear }: Seat): readonly Leg[] {
  const inset = 1.1 * bar;
  const spread = splay * bottom;
  return [rear, front].flatMap(({ x, z }) =>
    [-1, 1].map((side): Leg => {
      const [topX, topZ] = [side * (x - inset), z - Math.sign(z) * inset];
      return {
        foot: [topX + side * spread, 0, topZ + Math.sign(z) * spread],
        top: [topX, bottom + JOINT, topZ],
      };
    }),
  );
}

/** Bars between legs, where there are any: at the sides and across, or all round. */
function stretchers({ number, bar }: Style, legs: readonly Leg[]): readonly Solid[] {
  if (number < 0.4) return [];
  return rails(legs, number < 0.7 ? 0.3 : 0.45, 0.6 * bar, number > 0.85);
}

function rails(legs: readonly Leg[], share: number, radius: number, round: boolean): readonly Solid[] {
  const at = legs.map(({ foot, top }): Vector => {
    const along = (i: number): number => foot[i]! + share * (top[i]! - foot[i]!);
    return [along(0), along(1), along(2)];
  });
  const [rearLeft, rearRight, frontLeft, frontRight] = at as [Vector, Vector, Vector, Vector];
  const pairs: (readonly [Vector, Vector])[] = [
    [rearLeft, frontLeft],
    [rearRight, frontRight],
  ];
  if (round) pairs.push([rearLeft, rearRight], [frontLeft, frontRight]);
  else pairs.push([middle(rearLeft, frontLeft), middle(rearRight, frontRight)]);
  return pairs.map((pair) => tube(pair, [radius, radius], 6));
}

function middle(a: Vector, b: Vector): Vector {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];
}

function across(x: number, y: number, z: number, radius: number): Solid {
  return tube(
    [
      [-x, y, z],
      [x, y, z],
    ],
    [radius, radius],
  );
}

/** The same on both sides. */
function mirrored(path: readonly Vector[]): readonly (readonly Vector[])[] {
  return [path, path.map(([x, y, z]): Vector => [-x, y, z])];
}

/** Four feet that lift a block, which stands over x and z, by `lift`. */
export function feet(x: number, z: number, lift: number, bar: number): readonly Solid[] {
  const half = 1.2 * bar;
  return [-1, 1].flatMap((left) =>
    [-1, 1].map((front) => {
      const [cx, cz] = [left * (x - 2 * half), front * (z - 2 * half)];
      return box([cx - half, cx + half], [0, lift + JOINT], [cz - half, cz + half]);
    }),
  );
}
