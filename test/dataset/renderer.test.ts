import { expect, it } from 'vitest';
import { openRenderer } from '../../src/dataset/renderer.js';
import { sampleBatch } from '../../src/dataset/sample.js';
import { openScene } from '../../src/scene/openScene.js';

it.each([1, 5, 20, 31])('threads draw %d images as this thread does, in the same order', async (count) => {
  const scene = await openScene('faces');
  const values = sampleBatch(scene, { seed: 1, split: 'train', kind: 'all', index: 0 }, count);
  const [here, threads] = [0, 3].map((workers) => openRenderer(scene, { size: 24, workers }));
  try {
    expect(await threads!.render(values)).toEqual(await here!.render(values));
  } finally {
    await threads!.close();
  }
});
