import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { drawThing, THINGS } from '../../scripts/photographs/drawnThings.js';

interface Grey {
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
}

async function grey(file: Uint8Array): Promise<Grey> {
  const { data, info } = await sharp(file).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  expect(info.channels).toBe(1);
  return { width: info.width, height: info.height, values: Float64Array.from(data) };
}

/** Of pixels and those so far to the right of them. */
function correlation({ width, height, values }: Grey, lag: number): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  let sum = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x + lag < width; x++)
      sum += (values[y * width + x]! - mean) * (values[y * width + x + lag]! - mean);
  return sum / (height * (width - lag)) / variance;
}

describe('pictures without a face', () => {
  test.each(THINGS)('are the same each time, and each another one: %s', async (kind) => {
    const [one, again, other] = await Promise.all([
      drawThing(kind, 1),
      drawThing(kind, 1),
      drawThing(kind, 2),
    ]);
    expect(Buffer.compare(again, one)).toBe(0);
    expect(Buffer.compare(other, one)).not.toBe(0);
    for (const file of [one, other]) {
      const { width, height, values } = await grey(file);
      for (const side of [width, height]) {
        expect(side).toBeGreaterThanOrEqual(200);
        expect(side).toBeLessThanOrEqual(640);
      }
      const sorted = values.toSorted();
      expect(sorted.at(-1)! - sorted[0]!).toBeGreaterThan(30);
    }
  });

  test('are noise without and with memory, as its spectrum falls', async () => {
    const [white, pink, brown] = await Promise.all(
      [0, 1, 2].map(async (exponent) => grey(await drawThing('noise', exponent))),
    );
    // At a lag of 12 the finest octaves have nothing left to say.
    expect(Math.abs(correlation(white!, 12))).toBeLessThan(0.1);
    expect(correlation(pink!, 12)).toBeGreaterThan(0.15);
    expect(correlation(pink!, 12)).toBeLessThan(0.8);
    expect(correlation(brown!, 12)).toBeGreaterThan(0.85);
  });

  test('are text in ink on paper', async () => {
    const { values } = await grey(await drawThing('text', 0));
    const sorted = values.toSorted();
    const paper = sorted[Math.floor(values.length * 0.75)]!;
    const ink = values.filter((value) => value < paper - 100).length / values.length;
    expect(ink).toBeGreaterThan(0.03);
    expect(ink).toBeLessThan(0.5);
  });
});
