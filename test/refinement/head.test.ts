import { expect, it } from 'vitest';
import { headOf, seenOf } from '../../src/refinement/head.js';

const SIZE = 40;
/** A bright disc of radius 10 on a grey. */
const disc = (grey: number): Float32Array =>
  Float32Array.from({ length: SIZE * SIZE }, (_, i) => (distance(i) < 10 ? 0.8 : grey));
const distance = (i: number): number => Math.hypot((i % SIZE) - 20, Math.floor(i / SIZE) - 20);

it.each([0.16, 0.5, 0])('the head is what is not background, and a margin: grey %d', (grey) => {
  const head = headOf(disc(grey));
  head.forEach((is, i) => {
    if (distance(i) < 10) expect(is).toBe(1);
    if (distance(i) > 14) expect(is).toBe(0);
  });
});

it('a picture of one grey shows no head, one of noise is all head', () => {
  expect(headOf(new Float32Array(64).fill(0.3)).some((is) => is > 0)).toBe(false);
  expect(
    headOf(Float32Array.from({ length: 64 }, (_, i) => ((i % 2) + (i >> 3)) % 2)).every((is) => is === 1),
  ).toBe(true);
});

it('a background counts where it is the drawn one', () => {
  const image = disc(0.16);
  const picture = image.slice();
  picture[0] = 0.9;
  picture[1] = 0.2;
  const seen = seenOf(image, picture);
  expect(seen[0]).toBe(0);
  expect(seen[1]).toBe(1);
  expect(seen[20 * SIZE + 20]).toBe(1);
});
