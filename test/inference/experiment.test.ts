import { describe, expect, it } from 'vitest';
import { openRenderer } from '../../src/dataset/renderer.js';
import { streamScene } from '../../src/dataset/streamSource.js';
import { compareInference } from '../../src/inference/experiment.js';
import { methodsOf } from '../../src/inference/methods.js';
import { type NuisanceName, nuisanceNames, nuisances } from '../../src/inference/nuisances.js';
import { Random } from '../../src/numeric/random.js';
import { brightModel, brightScene } from './brightScene.js';

describe('the experiment', () => {
  it('closes in on the truth by every summary, and soonest where the code is read first', async () => {
    const source = streamScene(brightScene, { size: 8, seed: 1 });
    const results = await compareInference({
      scene: brightScene,
      renderer: openRenderer(brightScene, { size: 8 }),
      methods: await methodsOf(brightModel, undefined, source),
      scenes: 6,
      renders: 800,
      seed: 1,
    });
    expect(results.map(({ method }) => method)).toEqual([
      'pixels',
      'principal components',
      'graphics code',
      'graphics code, read first',
    ]);
    for (const { errors, coverage, calibration } of results) {
      expect(Object.keys(errors)).toEqual([...nuisanceNames]);
      const clean = errors.none!;
      expect(clean.map(({ renders }) => renders)).toEqual([50, 100, 200, 500, 800]);
      expect(clean.at(-1)!.relative.azimuth).toBeLessThan(0.3);
      expect(clean.at(-1)!.absolute.azimuth).toBeLessThan(15);
      expect(errors.exposure!.at(-1)!.relative.azimuth).toBeGreaterThan(clean.at(-1)!.relative.azimuth!);
      expect(coverage.none).toBeGreaterThan(0.5);
      // 4 degrees of freedom: 18.5 is exceeded once in a thousand.
      expect(calibration.chi2).toBeLessThan(18.5);
      expect(calibration.counts.reduce((a, b) => a + b, 0)).toBe(12);
    }
    const early = results.map(({ errors }) => errors.none![0]!.relative.azimuth!);
    expect(early[3]).toBeLessThan(early[2]!);
  });
});

describe('nuisances', () => {
  const image = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 < 2 ? 0 : 100));

  it.each(nuisanceNames.filter((name) => name !== 'none'))(
    '%s changes a copy of the image',
    (name: NuisanceName) => {
      const before = image.slice();
      const after = nuisances[name](image, new Random(1));
      expect(after).not.toEqual(image);
      expect(after).toHaveLength(64);
      expect(image).toEqual(before);
    },
  );

  it('a patch blackens a sixteenth', () => {
    const white = new Uint8Array(64).fill(255);
    const black = nuisances.patch(white, new Random(1)).filter((grey) => grey === 0);
    expect(black).toHaveLength(4);
  });

  it('a background leaves the rest alone', () => {
    const after = nuisances.background(image, new Random(1));
    expect(after.filter((_, i) => image[i] === 100).every((grey) => grey === 100)).toBe(true);
  });
});
