import { describe, expect, it } from 'vitest';
import { openRenderer } from '../../src/dataset/renderer.js';
import { streamScene } from '../../src/dataset/streamSource.js';
import { compareInference } from '../../src/inference/experiment.js';
import { priorGuide } from '../../src/inference/guide.js';
import { componentSummary, methodsOf } from '../../src/inference/methods.js';
import { type NuisanceName, nuisanceNames, nuisances } from '../../src/inference/nuisances.js';
import { euclidean, type Summary } from '../../src/inference/summaries.js';
import { Random } from '../../src/numeric/random.js';
import { pixelFeatures } from '../../src/recognition/features.js';
import { brightModel, brightScene } from './brightScene.js';

describe('the experiment', () => {
  it('closes in on the truth by every summary, and soonest where the code is read first', async () => {
    const source = streamScene(brightScene, { size: 8, seed: 1 });
    const results = await compareInference({
      scene: brightScene,
      renderer: openRenderer(brightScene, { size: 8 }),
      methods: await methodsOf(brightModel, undefined, source),
      scenes: 6,
      renders: 400,
      seed: 1,
    });
    expect(results.map(({ method }) => method)).toEqual([
      'pixels',
      'principal components',
      'graphics code',
      'graphics code, read first',
    ]);
    for (const { errors, coverage, calibration, tolerances } of results) {
      expect(Object.keys(tolerances)).toEqual(['azimuth', 'shape']);
      expect(Object.keys(errors)).toEqual([...nuisanceNames]);
      const clean = errors.none!;
      expect(clean.map(({ renders }) => renders)).toEqual([50, 100, 200, 400]);
      expect(clean.at(-1)!.relative.azimuth).toBeLessThan(0.3);
      expect(clean.at(-1)!.absolute.azimuth).toBeLessThan(15);
      expect(errors.exposure!.at(-1)!.relative.azimuth).toBeGreaterThan(clean.at(-1)!.relative.azimuth!);
      for (const factor of ['azimuth', 'shape']) {
        expect(coverage.none![factor]).toBeGreaterThan(0.3);
        // 4 degrees of freedom: 18.5 is exceeded once in a thousand.
        expect(calibration[factor]!.chi2).toBeLessThan(18.5);
        expect(calibration[factor]!.counts.reduce((a, b) => a + b, 0)).toBe(6);
      }
    }
    const early = results.map(({ errors }) => errors.none![0]!.relative.azimuth!);
    expect(early[3]).toBeLessThan(early[2]!);
  });
});

describe('the tolerance', () => {
  const prior = priorGuide(2);
  /** Half of the picture tells the azimuth, in small steps; the other half is a hundred times as loud. */
  const loud: Summary = async (images) =>
    Float32Array.from({ length: images.length / 32 }, (_, i) => images[32 * i]! * (i % 2 === 0 ? 1 : 100));
  const within = async (summary: Summary) => {
    const [result] = await compareInference({
      scene: brightScene,
      renderer: openRenderer(brightScene, { size: 8 }),
      methods: [{ name: 'one', summary, guide: async () => prior }],
      scenes: 2,
      renders: 200,
      seed: 1,
    });
    return result!;
  };

  it('is said to be at the edge of what was tried, where it is', async () => {
    // Nothing tells anything: whatever is best, the ranks of eight equal likelihoods have their first one best.
    const { tolerances } = await within(async (images) => new Float32Array(images.length / 64));
    expect(tolerances.azimuth!.atEdge).toBe(true);
  });

  it('is chosen for each factor by its own error', async () => {
    const { tolerances, errors } = await within(loud);
    const distinct = new Set(Object.values(tolerances).map(({ value }) => value));
    expect(distinct.size).toBe(2);
    expect(Object.keys(errors.none!.at(-1)!.relative)).toEqual(['azimuth', 'shape']);
  });
});

describe('principal components', () => {
  it('are as far apart as the pictures are, and not each of its own measure', async () => {
    const source = streamScene(brightScene, { size: 8, seed: 1 });
    const summarise = await componentSummary(source);
    const { images } = await source.read('test', 'all', 0);
    const pixels = await pixelFeatures(8)(images);
    const scores = await summarise(images);
    const count = images.length / 64;
    const row = (all: Float32Array, i: number) =>
      all.subarray((i * all.length) / count, ((i + 1) * all.length) / count);
    // Two numbers decide a picture (but for rounding): two components hold every distance.
    for (let i = 1; i < count; i++)
      expect(euclidean(row(scores, 0), row(scores, i))).toBeCloseTo(
        euclidean(row(pixels, 0), row(pixels, i)),
        3,
      );
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
