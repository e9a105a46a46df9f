import { describe, expect, it } from 'vitest';
import { adaptiveAbc } from '../../src/inference/abc.js';
import { priorGuide } from '../../src/inference/guide.js';
import { quantile } from '../../src/inference/posterior.js';
import type { Distances } from '../../src/inference/problem.js';
import { type SamplerName, sample, samplerNames } from '../../src/inference/sampler.js';
import { Random } from '../../src/numeric/random.js';

/** 24 numbers in three blocks, each seen with noise: x ~ N(0, 1), y ~ N(x, NOISE^2). */
const DIMENSIONS = 24;
const BLOCKS = [
  { start: 0, end: 1 },
  { start: 1, end: 12 },
  { start: 12, end: 24 },
];
const NOISE = 1;
const TRUTHS = 20;
const NOMINAL = 0.9;

const distancesTo =
  (observed: Float64Array): Distances =>
  async (points) =>
    Float64Array.from(points, (point) => Math.hypot(...observed.map((y, i) => y - point[i]!)));

function world(seed: number): { readonly truth: Float64Array; readonly observed: Float64Array } {
  const random = new Random('toy', seed);
  const truth = Float64Array.from({ length: DIMENSIONS }, () => random.normal());
  return { truth, observed: truth.map((x) => x + NOISE * random.normal()) };
}

/** Share of true numbers in their intervals, and the mean variance of what was drawn. */
async function measure(
  sampler: SamplerName,
  renders: number,
): Promise<{ covered: number; variance: number }> {
  let hits = 0;
  let variance = 0;
  for (let seed = 0; seed < TRUTHS; seed++) {
    const { truth, observed } = world(seed);
    const { chains } = await sample(distancesTo(observed), priorGuide(DIMENSIONS), BLOCKS, {
      ...{ sampler, seed, renders, chains: 4, tolerance: NOISE },
    });
    for (const [i, x] of truth.entries()) {
      const values = chains.flat().map((point) => point[i]!);
      const centre = values.reduce((a, b) => a + b) / values.length;
      variance += values.reduce((sum, v) => sum + (v - centre) ** 2, 0) / values.length / TRUTHS / DIMENSIONS;
      if (quantile(values, 0.05) <= x && x <= quantile(values, 0.95)) hits++;
    }
  }
  return { covered: hits / TRUTHS / DIMENSIONS, variance };
}

describe('on a linear problem with normal noise, whose posterior is known', () => {
  it.each(samplerNames)('intervals by %s hold the truth as often as they say', async (sampler) => {
    const { covered, variance } = await measure(sampler, 5000);
    // 480 numbers: three deviations are .041; quantiles of few draws lie too far in.
    expect(Math.abs(covered - NOMINAL)).toBeLessThan(0.06);
    // NOISE^2 / (1 + NOISE^2).
    expect(Math.abs(variance - 0.5)).toBeLessThan(0.05);
  });

  it('abc that has not come to the tolerance has intervals that are too wide, and says so', async () => {
    const { covered, variance } = await measure('abc', 1500);
    expect(covered).toBeGreaterThan(NOMINAL - 0.06);
    expect(variance).toBeGreaterThan(0.5);
    const { observed } = world(0);
    const options = { seed: 0, evaluations: 1500, tolerance: NOISE };
    const { tolerances } = await adaptiveAbc(distancesTo(observed), priorGuide(DIMENSIONS), BLOCKS, options);
    expect(tolerances.at(-1)).toBeGreaterThan(NOISE);
  });
});
