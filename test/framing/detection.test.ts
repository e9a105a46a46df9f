import { expect, test } from 'vitest';
import { blendDetections, type Detection, readDetections } from '../../src/framing/detection.js';

const at = (score: number, x: number, width = 10): Detection => ({
  ...{ score, x, y: 0, width, height: 10 },
  landmarks: [{ x, y: 1 }],
});

test('nothing is made of nothing', () => expect(blendDetections([])).toEqual([]));

test('boxes of one face become their weighted mean, with the score of the best', () => {
  const [face, ...others] = blendDetections([at(0.3, 1), at(0.9, 0)]);
  expect(others).toEqual([]);
  expect(face!.score).toBe(0.9);
  expect(face!.x).toBeCloseTo(0.25);
  expect(face!.landmarks[0]!.x).toBeCloseTo(0.25);
});

test('boxes of several faces stay apart, the best first', () => {
  expect(blendDetections([at(0.5, 100), at(0.9, 0), at(0.7, 5.4)]).map(({ score }) => score)).toEqual([
    0.9, 0.7, 0.5,
  ]);
});

test('a box of no width or a negative one is of no other face', () => {
  expect(blendDetections([at(0.9, 0, 0), at(0.8, 0, -3), at(0.7, 0)])).toHaveLength(3);
});

test('maps are read at their cells, anchor by anchor and picture by picture', () => {
  const dims = [2, 2, 1, 3];
  const scores = { dims, data: new Float32Array(12).fill(-9) };
  const boxes = { dims: [2, 32, 1, 3], data: new Float32Array(2 * 32 * 3) };
  const [image, anchor, cell] = [1, 1, 2];
  scores.data[(image * 2 + anchor) * 3 + cell] = 2;
  for (let k = 0; k < 16; k++) boxes.data[((image * 2 + anchor) * 16 + k) * 3 + cell] = k;
  expect(readDetections(scores, boxes, 8, 0, 0.5)).toEqual([]);
  const [face, ...others] = readDetections(scores, boxes, 8, 1, 0.5);
  expect(others).toEqual([]);
  expect(face).toMatchObject({ x: 20, y: 5, width: 2, height: 3 });
  expect(face!.score).toBeCloseTo(0.8808, 4);
  expect(face!.landmarks[0]).toEqual({ x: 24, y: 9 });
  expect(face!.landmarks[5]).toEqual({ x: 34, y: 19 });
});
