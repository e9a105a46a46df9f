import { describe, expect, it } from 'vitest';
import type { Batch, BatchSource, Split } from '../../src/dataset/batch.js';
import { type BatchRequest, readAhead } from '../../src/dataset/readAhead.js';
import { streamScene } from '../../src/dataset/streamSource.js';
import { fakeScene } from './fakeScene.js';

const stream = streamScene(fakeScene, { size: 4, seed: 1 });

/** A source that counts what is under way. */
function slow(failAt?: number): BatchSource & { most: number; begun: number; ended: number } {
  return {
    ...stream,
    most: 0,
    begun: 0,
    ended: 0,
    async read(split: Split, kind: string, index: number): Promise<Batch> {
      this.most = Math.max(this.most, ++this.begun - this.ended);
      // Later batches are ready earlier.
      await new Promise((resolve) => setTimeout(resolve, 5 - (index % 5)));
      this.ended++;
      if (index === failAt) throw new Error(`batch ${index}`);
      return stream.read(split, kind, index);
    },
  };
}

function* requests(count: number): Generator<BatchRequest> {
  for (let index = 0; index < count; index++) yield { split: 'train', kind: 'shape', index };
}

describe('readAhead', () => {
  it.each([1, 3, 20])('keeps the order and reads at most %i at once', async (depth) => {
    const source = slow();
    const batches: Batch[] = [];
    for await (const batch of readAhead(source, requests(10), depth)) batches.push(batch);
    const expected = [...requests(10)].map(({ split, kind, index }) => stream.read(split, kind, index));
    expect(batches).toEqual(await Promise.all(expected));
    expect(source.most).toBe(Math.min(depth, 10));
  });

  it('asks for no more than needed and leaves nothing under way when stopped', async () => {
    const source = slow();
    for await (const _ of readAhead(source, requests(Number.POSITIVE_INFINITY), 4)) break;
    expect(source.begun).toBe(4);
    expect(source.ended).toBe(4);
  });

  it('fails at the batch that failed, after those before it', async () => {
    const source = slow(3);
    let read = 0;
    const reading = async (): Promise<void> => {
      for await (const _ of readAhead(source, requests(10), 4)) read++;
    };
    await expect(reading()).rejects.toThrow('batch 3');
    expect(read).toBe(3);
    expect(source.ended).toBe(source.begun);
  });
});
