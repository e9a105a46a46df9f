import { expect, test } from 'vitest';
import { cutFrame } from '../../src/framing/cut.js';
import type { Raster } from '../../src/framing/raster.js';
import { drawFrame, meanColour, scaled } from '../../src/framing/resample.js';

function grey(width: number, height: number, of: (x: number, y: number) => number): Raster {
  const pixels = Uint8Array.from({ length: width * height }, (_, i) => of(i % width, Math.floor(i / width)));
  return { width, height, channels: 1, pixels };
}

test('the whole of a picture at its own size is the picture', () => {
  const picture = grey(9, 9, (x, y) => (x * 31 + y * 17) % 256);
  expect(cutFrame(picture, { x: 4.5, y: 4.5, side: 9, roll: 0 }, 9)).toEqual(picture.pixels);
});

test('what is scaled down is averaged: a chessboard of pixels becomes grey at any turn', () => {
  const board = grey(400, 400, (x, y) => 200 * ((x + y) % 2));
  for (const roll of [0, 10, 45])
    for (const side of [128, 200]) {
      const cut = cutFrame(board, { x: 200, y: 200, side, roll }, 16);
      for (const value of cut) expect(Math.abs(value - 100)).toBeLessThan(30);
    }
});

test('a frame that leans shows upright what leans', () => {
  const angle = (20 * Math.PI) / 180;
  // Brightness rises along a direction 20 degrees clockwise of rightwards.
  const slope = grey(100, 100, (x, y) => 128 + (x - 49.5) * Math.cos(angle) + (y - 49.5) * Math.sin(angle));
  const cut = cutFrame(slope, { x: 50, y: 50, side: 40, roll: 20 }, 20);
  for (let row = 0; row < 20; row++)
    for (let column = 0; column < 20; column++)
      expect(Math.abs(cut[20 * row + column]! - (128 + 2 * (column - 9.5)))).toBeLessThan(1.6);
});

test('beyond the picture its edge goes on, or the colour that is given', () => {
  const picture = grey(10, 10, (x) => (x < 5 ? 10 : 250));
  const frame = { x: 5, y: 5, side: 30, roll: 0 };
  const cut = cutFrame(picture, frame, 30);
  expect([cut[0], cut[29], cut[29 * 30], cut[29 * 30 + 29]]).toEqual([10, 250, 10, 250]);
  const bordered = drawFrame(picture, frame, 30, [1, 2, 3]);
  expect([...bordered.subarray(0, 3)]).toEqual([1, 2, 3]);
  expect(bordered[3 * (15 * 30 + 12)]).toBe(10);
});

test('colours are weighed by their luminance, and opacity is not looked at', () => {
  const green = { width: 1, height: 1, channels: 4, pixels: Uint8Array.of(0, 255, 0, 7) } as const;
  expect([...cutFrame(green, { x: 0.5, y: 0.5, side: 1, roll: 0 }, 1)]).toEqual([220]);
});

test('a picture is scaled to the pixel, however thin, and keeps its mean', () => {
  const wide = scaled(
    grey(500, 1, (x) => x % 256),
    0.1,
    8,
  );
  expect([wide.width, wide.height, wide.channels]).toEqual([50, 1, 3]);
  const [mean] = meanColour(grey(64, 64, (x) => 2 * x));
  expect(
    meanColour(
      scaled(
        grey(64, 64, (x) => 2 * x),
        0.3,
        8,
      ),
    )[0],
  ).toBeCloseTo(mean, 0);
});
