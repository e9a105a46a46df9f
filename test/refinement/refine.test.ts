import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareModel } from '../../src/model/model.js';
import { Random } from '../../src/numeric/random.js';
import { climb, lossOf, type Prior, type Slope } from '../../src/refinement/climb.js';
import { headOf, seenOf } from '../../src/refinement/head.js';
import { prepareRefiner } from '../../src/refinement/refiner.js';
import { robust, robustGradient } from '../../src/refinement/robust.js';
import { tinyModel } from '../model/tinyModel.js';
import { draw } from '../scene/people.js';
import { referenceEngine } from '../training/referenceEngine.js';

const normals = (random: Random, n: number): Float32Array =>
  Float32Array.from({ length: n }, () => random.normal());

describe('the robust likelihood', () => {
  it('has the derivative by the logits that finite differences have', () => {
    const random = new Random('robust');
    const logits = Float64Array.from({ length: 12 }, () => random.normal());
    const picture = Float32Array.from({ length: 12 }, () => random.uniform());
    const seen = Float32Array.from({ length: 12 }, () => random.uniform());
    const image = (at: Float64Array): Float32Array => Float32Array.from(at, (x) => 1 / (1 + Math.exp(-x)));
    const gradient = robustGradient(image(logits), picture, seen);
    for (const i of logits.keys()) {
      const [up, down] = [0.01, -0.01].map((step) =>
        robust(image(logits.map((x, k) => (k === i ? x + step : x))), picture, seen),
      );
      expect((up! - down!) / 0.02).toBeCloseTo(gradient[i]!, 4);
    }
  });

  it('is a square near zero and grows in proportion far away, so that what is far off pulls no harder', () => {
    const of = (error: number): number =>
      robust(Float32Array.of(0), Float32Array.of(error), Float32Array.of(1));
    expect(of(0.02) / of(0.01)).toBeCloseTo(4, 0);
    expect((of(90) - of(80)) / (of(20) - of(10))).toBeCloseTo(1, 3);
  });
});

describe('the climb', () => {
  /** A linear decoder of three units, for which the best code is known. */
  const columns = [normals(new Random('a'), 16), normals(new Random('b'), 16), normals(new Random('c'), 16)];
  const seen = new Float32Array(16).fill(1);
  const shownBy = (code: Float32Array): Float32Array =>
    Float32Array.from(
      { length: 16 },
      (_, i) => 1 / (1 + Math.exp(-columns.reduce((s, c, k) => s + c[i]! * code[k]!, 0))),
    );
  const slope: Slope = async (code, picture, weights) => {
    const image = shownBy(code);
    const down = robustGradient(image, picture, weights);
    const gradient = Float32Array.from(columns, (c) => c.reduce((s, x, i) => s + x * down[i]!, 0));
    return { image, gradient };
  };
  const weak: Prior = { mean: new Float32Array(3), precision: new Float32Array(3).fill(0.01) };

  it('finds the code that a picture was drawn from', async () => {
    const code = Float32Array.of(0.5, -0.4, 0.3);
    const { code: found } = await climb(slope, new Float32Array(3), weak, shownBy(code), seen, 60);
    for (const k of code.keys()) expect(found[k]).toBeCloseTo(code[k]!, 1);
  });

  it('stays where a prior is sure', async () => {
    const prior: Prior = { mean: Float32Array.of(1, 0, 0), precision: Float32Array.of(1e6, 0.01, 0.01) };
    const start = Float32Array.of(1, 0, 0);
    const { code } = await climb(slope, start, prior, shownBy(Float32Array.of(-1, 0.2, 0.2)), seen, 60);
    expect(code[0]).toBeCloseTo(1, 1);
    expect(code[1]).not.toBeCloseTo(0, 2);
  });

  it('is never less likely than where it began', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 20 }), async (seed, steps) => {
        const random = new Random(seed);
        const start = normals(random, 3);
        const picture = Float32Array.from({ length: 16 }, () => random.uniform());
        const best = await climb(slope, start, weak, picture, seen, steps);
        expect(best.loss).toBeLessThanOrEqual(lossOf(start, weak, shownBy(start), picture, seen) + 1e-6);
      }),
    );
  });
});

describe('where the head is', () => {
  it('is what is drawn and a margin, not the background', () => {
    const size = 64;
    const image = Float32Array.from(draw({ person: 2 }, size), (x) => x / 255);
    const head = headOf(image);
    for (const i of image.keys()) if (Math.abs(image[i]! - 40 / 255) > 0.1) expect(head[i]).toBe(1);
    expect(head[0]).toBe(0);
    const share = head.reduce((sum, x) => sum + x, 0) / head.length;
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThan(0.8);
  });

  it('and what lies behind it says something only where it agrees', () => {
    const image = Float32Array.from(draw({ person: 2 }, 64), (x) => x / 255);
    const picture = image.map((x, i) => (i % 64 < 32 ? x : 0.9));
    const seen = seenOf(image, picture);
    expect([seen[0], seen[63]]).toEqual([1, 0]);
  });
});

describe('a refined code', () => {
  it('draws its picture no worse than the first guess, whatever the picture', async () => {
    const model = await prepareModel(tinyModel, referenceEngine);
    const refiner = await prepareRefiner(tinyModel, referenceEngine);
    const random = new Random('refined');
    for (let i = 0; i < 10; i++) {
      const picture = Float32Array.from({ length: 64 }, () => random.uniform());
      const { mu } = await model.encode(picture);
      const { code, error, gained } = await refiner.refine(mu, picture, 12);
      expect(error.after).toBeLessThanOrEqual(error.before);
      expect(gained).toBeGreaterThanOrEqual(0);
      if (gained === 0) expect(code).toEqual(mu);
      expect(await refiner.refine(mu, picture, 12)).toEqual(await refiner.refine(mu, picture, 12));
    }
    await model.dispose();
    await refiner.dispose();
  });
});
