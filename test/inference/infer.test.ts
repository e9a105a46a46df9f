import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { infer } from '../../src/inference/infer.js';
import { samplerNames } from '../../src/inference/sampler.js';
import { writeInference } from '../../src/inference/write.js';
import { openScene } from '../../src/scene/openScene.js';
import { brightModel, brightScene } from './brightScene.js';

const TRUTH = Float32Array.of(-35, 1.2);

const request = {
  model: brightModel,
  scene: brightScene,
  image: brightScene.render(TRUTH, 8),
  seed: 1,
  renders: 3000,
  chains: 4,
  tolerance: 1,
  workers: 0,
} as const;

describe('inference', () => {
  it.each(samplerNames)('by %s recovers the scene behind an image', async (sampler) => {
    const found = await infer({ ...request, sampler });
    const [azimuth, shape] = found.marginals;
    // The code's noise of 0.05 is that of 0.05 x 255 / 2 x sqrt 2 = 9 levels in each half.
    expect(Math.abs(azimuth!.mean - TRUTH[0]!)).toBeLessThan(4);
    expect(Math.abs(shape!.mean - TRUTH[1]!)).toBeLessThan(0.15);
    expect(azimuth!.interval[0]).toBeLessThan(TRUTH[0]!);
    expect(azimuth!.interval[1]).toBeGreaterThan(TRUTH[0]!);
    expect(Math.abs(azimuth!.reading - TRUTH[0]!)).toBeLessThan(12);
    if (sampler !== 'abc') {
      expect(azimuth!.deviation).toBeGreaterThan(6);
      expect(azimuth!.deviation).toBeLessThan(12);
      expect(shape!.rHat).toBeLessThan(1.05);
    }
    const { values, fit } = found;
    expect(fit).toEqual(brightScene.render(values, 8));
  });

  it('gives the same bits for the same seed', async () => {
    const once = () => infer({ ...request, sampler: 'metropolis', renders: 400 });
    expect((await once()).draws).toEqual((await once()).draws);
  });

  it('writes what it found, with a scene to draw again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dcign-infer-'));
    try {
      const found = await infer({ ...request, sampler: 'slice', renders: 400 });
      await writeInference(folder, brightScene, request.image, found);
      expect((await readdir(folder)).sort()).toEqual(['fit.png', 'samples.json', 'scene.json', 'trace.svg']);
      const scene = JSON.parse(await readFile(join(folder, 'scene.json'), 'utf8'));
      expect(scene.size).toBe(8);
      expect(Float32Array.of(scene.values.azimuth, scene.values['shape.1'])).toEqual(found.values);
      const { draws } = JSON.parse(await readFile(join(folder, 'samples.json'), 'utf8'));
      expect(draws).toHaveLength(4);
      const svg = await readFile(join(folder, 'trace.svg'), 'utf8');
      expect(svg).toMatch(/^<svg xmlns/);
      expect(svg).toContain('azimuth (degree)');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('draws what it found where the scene has classes', async () => {
    const scene = await openScene('sprites');
    const image = scene.render(Float32Array.of(2, 3, 5, 20, 20), 8);
    const found = await infer({ ...request, scene, image, sampler: 'slice', renders: 200 });
    expect([0, 1, 2]).toContain(found.values[0]);
    expect(found.fit).toEqual(scene.render(found.values, 8));
  });
});
