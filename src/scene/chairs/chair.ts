import { fitUnitSphere } from '../mesh.js';
import { type Thing, tonedThing } from '../thing.js';
import { makeArms } from './arms.js';
import { backPlane, makeBack } from './back.js';
import { makeBase } from './base.js';
import { normalsOf, type Solid } from './loft.js';
import { makeSeat } from './seat.js';
import { makeSofa } from './sofa.js';
import type { Style } from './style.js';

/** A closed part of a chair and its brightness in full light, 0 to 255. */
export interface ChairPart {
  readonly solid: Solid;
  readonly tone: number;
}

/** The parts of a chair, in metres: it faces +z, stands on y = 0, and its parts reach into each other. */
export function chairParts(style: Style): readonly ChairPart[] {
  const tones = { seat: style.seatTone, frame: style.frameTone, back: style.backTone };
  const parts = (solids: readonly Solid[], tone: keyof typeof tones): ChairPart[] =>
    solids.map((solid) => ({ solid, tone: tones[tone] }));
  if (style.base === 'sofa' || style.base === 'armchair') {
    const { frame, seat, back } = makeSofa(style);
    return [...parts(frame, 'frame'), ...parts(seat, 'seat'), ...parts(back, 'back')];
  }
  const seat = makeSeat(style.base === 'stool' ? stoolOf(style) : style);
  const standing = [...parts([seat.solid], 'seat'), ...parts(makeBase(style.base, style, seat), 'frame')];
  if (style.base === 'stool') return standing;
  const plane = backPlane(style, seat);
  return [
    ...standing,
    ...makeBack(style, plane).flatMap(({ solid, tone }) => parts([solid], tone)),
    ...parts(style.back === 'shell' ? [] : makeArms(style, seat, plane), 'frame'),
  ];
}

/** Narrower and higher than a chair, up to a bar's. */
function stoolOf(style: Style): Style {
  const { width, depth, height, backHeight } = style;
  return { ...style, width: 0.8 * width, depth: 0.8 * depth, height: 0.6 * height + 0.8 * backHeight };
}

/** A chair that can be drawn, inside the unit sphere. */
export function makeChair(style: Style): Thing {
  const parts = chairParts(style);
  const positions = Float32Array.from(parts.flatMap(({ solid }) => solid.positions));
  fitUnitSphere(positions);
  const normals = new Float32Array(positions.length);
  const tones = new Float32Array(positions.length / 3);
  const triangles: number[] = [];
  let first = 0;
  for (const { solid, tone } of parts) {
    const count = solid.positions.length / 3;
    normals.set(normalsOf(solid), 3 * first);
    tones.fill(tone, first, first + count);
    for (const v of solid.triangles) triangles.push(first + v);
    first += count;
  }
  return tonedThing(positions, normals, Uint32Array.from(triangles), tones);
}
