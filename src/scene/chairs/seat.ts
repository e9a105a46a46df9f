import { cos, sin } from '../../numeric/elementary.js';
import { type Solid, slab } from './loft.js';
import type { Style } from './style.js';

/** The seat, and where other parts may be joined to it. */
export interface Seat {
  readonly solid: Solid;
  /** Height of its upper side; the lower one is at `bottom`. */
  readonly top: number;
  readonly bottom: number;
  /** Half the distance of its bars on the left and the right, in front and behind; z of those, front and back. */
  readonly front: { readonly x: number; readonly z: number };
  readonly rear: { readonly x: number; readonly z: number };
}

type Point = readonly [x: number, z: number];

/** Share of the half width and half depth at which bars are sure to be under the seat or beside its middle. */
const CORNERS: Readonly<Record<Style['seat'], { front: Point; rear: Point }>> = {
  square: { front: [0.92, 0.92], rear: [0.92, 0.92] },
  round: { front: [0.64, 0.64], rear: [0.64, 0.68] },
  cushion: { front: [0.8, 0.8], rear: [0.8, 0.8] },
  trapezoid: { front: [0.88, 0.9], rear: [0.72, 0.9] },
};

const ROUND = 24;

export function makeSeat({ seat, width, depth, height, thickness }: Style): Seat {
  const [x, z] = [width / 2, depth / 2];
  const [bottom, top] = [height - thickness, height];
  const { front, rear } = CORNERS[seat];
  return {
    solid: shapes[seat](x, z, bottom, top),
    top,
    bottom,
    front: { x: front[0] * x, z: front[1] * z },
    rear: { x: rear[0] * x, z: -rear[1] * z },
  };
}

const shapes: Readonly<Record<Style['seat'], (x: number, z: number, bottom: number, top: number) => Solid>> =
  {
    square: (x, z, bottom, top) => slab(rectangle(x, x, z), [bottom, top], 0, 'sharp'),
    round: (x, z, bottom, top) => slab(oval(x, z), [bottom, top], Math.min(0.02, (top - bottom) / 2)),
    cushion: (x, z, bottom, top) => slab(superellipse(x, z), [bottom, top], 0.6 * (top - bottom)),
    trapezoid: (x, z, bottom, top) => slab(rectangle(x, 0.8 * x, z), [bottom, top], 0, 'sharp'),
  };

function rectangle(front: number, rear: number, z: number): readonly Point[] {
  return [
    [-rear, -z],
    [rear, -z],
    [front, z],
    [-front, z],
  ];
}

export function oval(x: number, z: number): readonly Point[] {
  return Array.from({ length: ROUND }, (_, k): Point => {
    const angle = (2 * Math.PI * k) / ROUND;
    return [x * cos(angle), z * sin(angle)];
  });
}

/** A rectangle with round corners, x^4 + z^4 = 1: roots alone, which every machine takes alike. */
export function superellipse(x: number, z: number): readonly Point[] {
  const root = (t: number): number => (t < 0 ? -Math.sqrt(-t) : Math.sqrt(t));
  return Array.from({ length: ROUND }, (_, k): Point => {
    const angle = (2 * Math.PI * (k + 0.5)) / ROUND;
    return [x * root(cos(angle)), z * root(sin(angle))];
  });
}
