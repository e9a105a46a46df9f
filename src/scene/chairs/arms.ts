import type { Vector } from '../vector.js';
import type { BackPlane } from './back.js';
import { hexahedron, type Solid, tube } from './loft.js';
import type { Seat } from './seat.js';
import type { Style } from './style.js';

/** Left and right arms, between seat and back. */
export function makeArms(style: Style, seat: Seat, plane: BackPlane): readonly Solid[] {
  return [-1, 1].flatMap((side) => makers[style.arms](style, seat, plane, side));
}

type Maker = (style: Style, seat: Seat, plane: BackPlane, side: number) => readonly Solid[];

/** Where the arm's rail meets the back, and the seat's side in front. */
function ends(
  { armHeight, bar }: Style,
  { top, bottom, front }: Seat,
  { at, x, reach }: BackPlane,
  side: number,
) {
  const up = Math.min(armHeight, 0.5 * reach);
  return {
    back: at(side * x, up),
    height: at(0, up)[1],
    root: [side * (front.x - bar), (top + bottom) / 2, 0.75 * front.z] as Vector,
  };
}

const makers: Readonly<Record<Style['arms'], Maker>> = {
  none: () => [],
  posts: (style, seat, plane, side) => {
    const { back, height, root } = ends(style, seat, plane, side);
    const head: Vector = [root[0], height, root[2]];
    const nose: Vector = [root[0], height, root[2] + 0.04];
    return [
      tube([root, head], [0.8 * style.bar, 0.8 * style.bar]),
      flat([back, nose], 1.3 * style.bar, 0.5 * style.bar),
    ];
  },
  loops: (style, seat, plane, side) => {
    const { back, height, root } = ends(style, seat, plane, side);
    const radius = 0.8 * style.bar;
    return [
      tube(
        [
          root,
          [root[0], height - 0.06, root[2] + 0.01],
          [root[0], height - 0.015, root[2] - 0.01],
          [root[0], height, root[2] - 0.05],
          back,
        ],
        [radius, radius],
      ),
    ];
  },
  pads: (style, seat, plane, side) => {
    const { back, height, root } = ends(style, seat, plane, side);
    const z = 0.1 * root[2];
    const x = side * Math.min(seat.front.x, seat.rear.x) - side * style.bar;
    return [
      tube(
        [
          [x, root[1], z],
          [x, height, z],
        ],
        [style.bar, style.bar],
      ),
      flat(
        [
          [x, height, back[2] + 0.1],
          [x, height, z + 0.14],
        ],
        1.6 * style.bar,
        0.7 * style.bar,
      ),
    ];
  },
};

/** A bar along a line, `half` wide to the left and right and `thick` up and down. */
function flat([from, to]: readonly [Vector, Vector], half: number, thick: number): Solid {
  const section = ([x, y, z]: Vector): Vector[] => [
    [x - half, y - thick, z],
    [x + half, y - thick, z],
    [x + half, y + thick, z],
    [x - half, y + thick, z],
  ];
  return hexahedron(section(from), section(to));
}
