import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Framing } from '../../../src/framing/framing.js';
import { encode } from '../../../src/studio/server/service.js';
import { type Fixture, openStudio } from './studio.js';

let studio: Fixture;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

const middle: Framing = { way: 'middle', crop: undefined, face: 1 };
const waits = new AbortController().signal;

/** The most images that were decoded at once meanwhile. */
async function mostAtOnce(work: () => Promise<unknown>): Promise<number> {
  let most = 0;
  const onChange = (): void => {
    const { queue, process } = sharp.counters();
    most = Math.max(most, queue + process);
  };
  sharp.queue.on('change', onChange);
  await work();
  sharp.queue.off('change', onChange);
  return most;
}

test('photographs are decoded one at a time, however many come', async () => {
  const png = await sharp({ create: { width: 900, height: 900, channels: 3, background: '#123456' } })
    .png()
    .toBuffer();
  const encodeAll = () =>
    Promise.all(Array.from({ length: 12 }, () => encode(studio.model, png, middle, waits)));
  // Sharp may still count one that has just ended when the next begins. All at once they would be twelve.
  expect(await mostAtOnce(encodeAll)).toBeLessThanOrEqual(2);
});

test('a photograph whose sender has left before its turn is not decoded', async () => {
  const png = await sharp({ create: { width: 50, height: 50, channels: 3, background: '#123456' } })
    .png()
    .toBuffer();
  const work = () =>
    expect(encode(studio.model, png, middle, AbortSignal.abort())).rejects.toThrow('has left');
  expect(await mostAtOnce(work)).toBe(0);
});
