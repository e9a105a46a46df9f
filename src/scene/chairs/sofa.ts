import type { Vector } from '../vector.js';
import { feet } from './base.js';
import { box, hexahedron, moved, rectangleAt, type Solid, slab, tube } from './loft.js';
import { superellipse } from './seat.js';
import type { Style } from './style.js';

/** What a sofa is made of, by tone. */
export interface Sofa {
  readonly frame: readonly Solid[];
  readonly seat: readonly Solid[];
  readonly back: readonly Solid[];
}

/** A block on feet between two thick arms, with cushions: one of an armchair, up to three of a sofa. */
export function makeSofa(style: Style): Sofa {
  const places = style.base === 'armchair' ? 1 : style.number < 0.5 ? 2 : 3;
  const half = (places * (style.width + 0.08)) / 2;
  const depth = 1.5 * style.depth;
  const z = depth / 2;
  const arm = 0.06 + 3 * style.bar;
  const lift = 0.05 + 0.4 * style.splay;
  const top = Math.max(0.9 * style.height, lift + 0.22);
  const base = top - 0.09 - 0.5 * style.thickness;
  const armTop = top + 0.7 * style.armHeight;
  const backTop = top + 0.25 + 0.5 * style.backHeight;
  const lean = 0.6 * style.rake * (backTop - base);
  const backThickness = 0.14;
  const slanted = (
    left: number,
    right: number,
    low: number,
    high: number,
    from: number,
    to: number,
  ): Solid => {
    const at = (y: number): readonly Vector[] => {
      const shift = -lean * ((y - low) / (high - low));
      return rectangleAt(y, [left, right], [from + shift, to + shift]);
    };
    return hexahedron(at(low), at(high));
  };
  const cushion = (2 * half) / places;
  const inside = z - backThickness;
  return {
    frame: [
      ...feet(half + arm, z, lift, style.bar),
      box([-half - arm, half + arm], [lift, base], [-z, z]),
      ...[-1, 1].map((side) => {
        const [a, b] = [side * half, side * (half + arm)];
        return box([Math.min(a, b), Math.max(a, b)], [base - 0.02, armTop], [-z, z]);
      }),
      ...(style.arms === 'loops' || style.arms === 'pads'
        ? [-1, 1].map((side) => {
            const x = side * (half + arm / 2);
            return tube(
              [
                [x, armTop, -z],
                [x, armTop, z + 0.01],
              ],
              [0.62 * arm, 0.62 * arm],
              12,
            );
          })
        : []),
    ],
    seat: Array.from({ length: places }, (_, k) =>
      moved(slab(superellipse(0.49 * cushion, (z + inside) / 2), [base - 0.01, top], 0.02), [
        cushion * (k + 0.5) - half,
        0,
        backThickness / 2 + 0.01,
      ]),
    ),
    back: [
      slanted(-half - 0.01, half + 0.01, base - 0.02, backTop, -z, -inside),
      ...(style.back === 'cushion' || style.back === 'shell' || style.back === 'panel'
        ? Array.from({ length: places }, (_, k) => {
            const middle = cushion * (k + 0.5) - half;
            const [left, right] = [middle - 0.47 * cushion, middle + 0.47 * cushion];
            return slanted(left, right, top - 0.01, backTop - 0.05, -inside - 0.05, -inside + 0.07);
          })
        : []),
    ],
  };
}
