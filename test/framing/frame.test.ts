import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.js';
import type { Face } from '../../src/framing/findFaces.js';
import {
  type Frame,
  frameOutOf,
  intoFrame,
  outOfFrame,
  overlap,
  type Point,
} from '../../src/framing/frame.js';
import { checkCrop, frameByFaces } from '../../src/framing/framing.js';
import { headFrame } from '../../src/framing/headFrame.js';

const near = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const point = fc.record({ x: near(-500, 500), y: near(-500, 500) });
const frame = fc.record({
  x: near(-500, 500),
  y: near(-500, 500),
  side: near(1, 900),
  roll: near(-90, 90),
});

/** A frontal face of 100 pixels, as BlazeFace describes one. */
const FACE: readonly Point[] = [
  { x: 82, y: 84 },
  { x: 118, y: 84 },
  { x: 100, y: 106 },
  { x: 100, y: 122 },
  { x: 64, y: 92 },
  { x: 136, y: 92 },
];

/** Of points or frames: turned, then enlarged, then moved, all about the origin. */
interface Similarity {
  readonly turn: number;
  readonly factor: number;
  readonly x: number;
  readonly y: number;
}

function moved({ x, y }: Point, by: Similarity): Point {
  const angle = (by.turn * Math.PI) / 180;
  return {
    x: by.factor * (x * Math.cos(angle) - y * Math.sin(angle)) + by.x,
    y: by.factor * (x * Math.sin(angle) + y * Math.cos(angle)) + by.y,
  };
}

describe('a frame', () => {
  test('has each point at one place: out of it is the inverse of into it', () => {
    fc.assert(
      fc.property(frame, point, near(1, 300), (one, at, size) => {
        const back = outOfFrame(one, size, intoFrame(one, size, at));
        expect(back.x).toBeCloseTo(at.x, 6);
        expect(back.y).toBeCloseTo(at.y, 6);
      }),
    );
  });

  test('within a frame is a frame of the picture', () => {
    fc.assert(
      fc.property(frame, frame, point, (outer, inner, at) => {
        const whole = intoFrame(frameOutOf(outer, 100, inner), 1, at);
        const twice = intoFrame(inner, 1, intoFrame(outer, 100, at));
        expect(whole.x).toBeCloseTo(twice.x, 5);
        expect(whole.y).toBeCloseTo(twice.y, 5);
      }),
    );
  });

  test('overlaps itself wholly, a quarter of itself by a quarter, and one beside it not at all', () => {
    const one: Frame = { x: 10, y: 10, side: 8, roll: 0 };
    expect(overlap(one, one)).toBe(1);
    expect(overlap(one, { ...one, side: 4 })).toBe(0.25);
    expect(overlap(one, { ...one, x: 18 })).toBe(0);
    expect(overlap(one, { ...one, y: 99 })).toBe(0);
  });
});

describe("a head's frame", () => {
  test('goes with the landmarks: turned, enlarged and moved', () => {
    const original = headFrame(FACE);
    const similarity = fc.record({
      turn: near(-80, 80),
      factor: near(0.05, 20),
      x: near(-1000, 1000),
      y: near(-1000, 1000),
    });
    fc.assert(
      fc.property(similarity, (by) => {
        const found = headFrame(FACE.map((at) => moved(at, by)));
        const expected = moved(original, by);
        expect(Math.abs(found.x - expected.x)).toBeLessThan(1e-6 * by.factor * 1000);
        expect(Math.abs(found.y - expected.y)).toBeLessThan(1e-6 * by.factor * 1000);
        expect(found.side / original.side).toBeCloseTo(by.factor, 6);
        expect(found.roll - original.roll).toBeCloseTo(by.turn, 6);
      }),
    );
  });

  test('is mirrored with the face', () => {
    const turned = FACE.map(({ x, y }, k) => ({ x: x + [4, 2, 9, 6, 1, -6][k]!, y: y + 0.05 * x }));
    const mirrored = [1, 0, 2, 3, 5, 4].map((k) => ({ x: -turned[k]!.x, y: turned[k]!.y }));
    const [one, other] = [headFrame(turned), headFrame(mirrored)];
    expect(other.x).toBeCloseTo(-one.x, 3);
    expect(other.y).toBeCloseTo(one.y, 3);
    expect(other.side).toBeCloseTo(one.side, 3);
    expect(other.roll).toBeCloseTo(-one.roll, 3);
  });

  test('of a face from the front is upright, about its middle, with room for the skull', () => {
    const { x, side, roll } = headFrame(FACE);
    expect(x).toBeCloseTo(100, 3);
    expect(roll).toBeCloseTo(0, 3);
    expect(side).toBeGreaterThan(100);
    expect(side).toBeLessThan(200);
  });
});

describe('framing by faces', () => {
  const extent = { width: 300, height: 200 };
  const face = (x: number, side: number): Face => ({
    frame: { x, y: 100, side, roll: 0 },
    score: 0.9,
    landmarks: [],
  });

  test('takes the middle where there is none, and says so', () => {
    const { frame, notice } = frameByFaces('a.jpg', extent, []);
    expect(frame).toEqual({ x: 150, y: 100, side: 200, roll: 0 });
    expect(notice).toContain('No face was found in a.jpg');
  });

  test('takes the one that is asked for', () => {
    const faces = [face(200, 90), face(80, 60)];
    expect(frameByFaces('a.jpg', extent, faces)).toMatchObject({ frame: faces[0]!.frame });
    expect(frameByFaces('a.jpg', extent, faces).notice).toContain('2 faces were found');
    const second = frameByFaces('a.jpg', extent, faces, 2);
    expect(second).toMatchObject({ frame: faces[1]!.frame, notice: undefined });
    expect(() => frameByFaces('a.jpg', extent, faces, 3)).toThrow(UserError);
  });

  test('leaves a square picture alone that is framed already, and no other', () => {
    const square = { width: 200, height: 200 };
    expect(frameByFaces('a', square, [face(103, 206)]).frame).toBeUndefined();
    expect(frameByFaces('a', square, [face(120, 200)]).frame).toBeDefined();
    expect(frameByFaces('a', square, [face(100, 150)]).frame).toBeDefined();
    expect(frameByFaces('a', extent, [face(150, 200)]).frame).toBeDefined();
  });

  test('refuses a crop that is not on the picture', () => {
    checkCrop('a', { x: 0, y: 200, side: 1, roll: 0 }, extent);
    for (const crop of [
      { x: -1, y: 0, side: 10, roll: 0 },
      { x: 0, y: 0, side: 0, roll: 0 },
      { x: 0, y: 0, side: 1e9, roll: 0 },
      { x: Number.NaN, y: 0, side: 10, roll: 0 },
    ])
      expect(() => checkCrop('a', crop, extent)).toThrow(UserError);
  });
});
