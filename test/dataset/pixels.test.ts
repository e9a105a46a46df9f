import { expect, test } from 'vitest';
import { toPixels } from '../../src/dataset/pixels.js';

test('a byte is its share of 255, to the last bit of single precision', () => {
  const bytes = Uint8Array.from({ length: 512 }, (_, i) => (7 * i) % 256);
  expect(toPixels(bytes)).toEqual(Float32Array.from(bytes, (byte) => byte / 255));
});
