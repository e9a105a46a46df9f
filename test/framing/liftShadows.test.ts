import fc from 'fast-check';
import { expect, test } from 'vitest';
import { liftShadows } from '../../src/framing/liftShadows.js';

const raster = (greys: readonly number[]) =>
  ({ width: greys.length, height: 1, channels: 1, pixels: Uint8Array.from(greys) }) as const;

test('the mean of a dark picture is lifted to the middle, and greys keep their order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 110 }), { minLength: 1, maxLength: 50 }), (greys) => {
      const lifted = liftShadows(raster(greys))!.pixels;
      const mean = [...lifted].reduce((sum, x) => sum + x, 0) / greys.length / 255;
      expect(mean).toBeCloseTo(0.5, 2);
      for (const [i, a] of greys.entries())
        for (const [j, b] of greys.entries()) if (a < b) expect(lifted[i]).toBeLessThanOrEqual(lifted[j]!);
    }),
  );
});

test('a bright picture and a black one are left', () => {
  expect(liftShadows(raster([128, 140, 200]))).toBeUndefined();
  expect(liftShadows(raster([0, 0, 0, 0]))).toBeUndefined();
});

test('opacity is no grey', () => {
  const pixels = Uint8Array.from([20, 20, 20, 255, 60, 60, 60, 255]);
  const lifted = liftShadows({ width: 2, height: 1, channels: 4, pixels })!.pixels;
  expect([lifted[3], lifted[7]]).toEqual([255, 255]);
  expect(lifted[0]! + lifted[4]!).toBeCloseTo(255, -1);
});
