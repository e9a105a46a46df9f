import { describe, expect, test } from 'vitest';
import { turnedFile } from '../../scripts/framing/turnedFile.js';
import type { Raster } from '../../src/framing/raster.js';
import { decodeRaster } from '../../src/rerender/readPhotograph.js';

const WIDTH = 48;
const HEIGHT = 32;

/** Grows redder to the right and greener downwards, so that no turn and no mirror leaves it as it is. */
const picture: Raster = {
  width: WIDTH,
  height: HEIGHT,
  channels: 3,
  pixels: Uint8Array.from({ length: 3 * WIDTH * HEIGHT }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % WIDTH, Math.floor(i / (3 * WIDTH))];
    return [5 * x, 7 * y, 60][i % 3]!;
  }),
};

describe('a file of a camera that was held askew', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'is read upright, whatever its orientation (%d)',
    async (orientation) => {
      const file = await turnedFile(picture, orientation);
      const { picture: read } = await decodeRaster(file, 'It', true);
      expect([read.width, read.height]).toEqual([WIDTH, HEIGHT]);
      let error = 0;
      for (const [i, value] of picture.pixels.entries())
        error += Math.abs(value - read.pixels[i]!) / picture.pixels.length;
      expect(error).toBeLessThan(4);
    },
  );

  test('holds other pixels than one of a camera that was held upright', async () => {
    const [upright, turned] = await Promise.all([turnedFile(picture, 1), turnedFile(picture, 6)]);
    expect(Buffer.compare(upright, turned)).not.toBe(0);
  });
});
