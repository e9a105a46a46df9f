import { describe, expect, it } from 'vitest';
import { adaptiveAbc } from '../../src/inference/abc.js';
import { type Kernel, keptDraws, runChains } from '../../src/inference/chains.js';
import { effectiveSampleSize, splitRHat } from '../../src/inference/diagnostics.js';
import { ellipticalSlice } from '../../src/inference/ellipticalSlice.js';
import { drawFrom, type Guide, priorGuide } from '../../src/inference/guide.js';
import { type Block, metropolis } from '../../src/inference/metropolis.js';
import { gaussianLikelihood, type LogLikelihood } from '../../src/inference/problem.js';
import { Random } from '../../src/numeric/random.js';

const OBSERVED = [1.2, -0.8, 0.4];
const NOISE = 0.5;
/** x ~ N(0, 1) seen with noise of variance s^2: the posterior is N(y / (1 + s^2), s^2 / (1 + s^2)). */
const MEAN = OBSERVED.map((y) => y / (1 + NOISE ** 2));
const DEVIATION = Math.sqrt(NOISE ** 2 / (1 + NOISE ** 2));

const distances = async (points: readonly Float64Array[]): Promise<Float64Array> =>
  Float64Array.from(points, (point) => Math.hypot(...OBSERVED.map((y, i) => y - point[i]!)));
const logLikelihood = gaussianLikelihood(distances, NOISE);

const BLOCKS: readonly Block[] = [
  { start: 0, end: 1 },
  { start: 1, end: 3 },
];
const guides: Readonly<Record<string, Guide>> = {
  prior: priorGuide(3),
  'a guess': { mean: Float64Array.of(1, -1, 0), deviation: new Float64Array(3).fill(0.7) },
};

async function sample(
  kernel: (guide: Guide, blocks: readonly Block[]) => Kernel,
  guide: Guide,
  likelihood: LogLikelihood,
  evaluations = 4000,
  seed = 1,
): Promise<readonly (readonly Float64Array[])[]> {
  const starts = Array.from({ length: 4 }, (_, i) => drawFrom(guide, new Random(seed, 'start', i)));
  const kernels = starts.map(() => kernel(guide, BLOCKS));
  const draws = await runChains(likelihood, kernels, starts, { seed, evaluations });
  return keptDraws(draws, evaluations).map((chain) => chain.map((draw) => draw.point));
}

function moments(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((a, b) => a + b) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
}

describe.each([
  ['metropolis', metropolis],
  ['elliptical slice', ellipticalSlice],
] as const)('%s', (_, kernel) => {
  it.each(Object.entries(guides))('finds the Gaussian posterior under the guide %s', async (_, guide) => {
    const chains = await sample(kernel, guide, logLikelihood);
    for (const i of [0, 1, 2]) {
      const coordinate = chains.map((chain) => chain.map((point) => point[i]!));
      const error = DEVIATION / Math.sqrt(effectiveSampleSize(coordinate));
      const { mean, deviation } = moments(coordinate.flat());
      expect(Math.abs(mean - MEAN[i]!)).toBeLessThan(4 * error);
      expect(Math.abs(deviation - DEVIATION)).toBeLessThan(4 * error);
      expect(splitRHat(coordinate)).toBeLessThan(1.03);
    }
  });

  it.each(Object.entries(guides))('leaves the prior invariant under the guide %s', async (_, guide) => {
    const chains = await sample(kernel, guide, async (points) => new Float64Array(points.length));
    for (const i of [0, 1, 2]) {
      const coordinate = chains.map((chain) => chain.map((point) => point[i]!));
      const error = 1 / Math.sqrt(effectiveSampleSize(coordinate));
      const { mean, deviation } = moments(coordinate.flat());
      expect(Math.abs(mean)).toBeLessThan(4 * error);
      expect(Math.abs(deviation - 1)).toBeLessThan(4 * error);
    }
  });

  it('gives the same bits for the same seed, others for another', async () => {
    const [a, b, c] = await Promise.all(
      [3, 3, 4].map((seed) => sample(kernel, guides.prior!, logLikelihood, 100, seed)),
    );
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });
});

describe('chains', () => {
  it('simulate in one batch, however their samplers wait', async () => {
    const sizes: number[] = [];
    const watched: LogLikelihood = (points) => {
      sizes.push(points.length);
      return logLikelihood(points);
    };
    await sample(ellipticalSlice, guides.prior!, watched, 50);
    expect(sizes).toEqual(new Array(50).fill(4));
  });

  it('stop adapting once draws are kept', async () => {
    const adapted: boolean[] = [];
    const kernel: Kernel = {
      *transition(state, _, adapting) {
        adapted.push(adapting);
        yield state.point;
        return state;
      },
    };
    await runChains(logLikelihood, [kernel], [new Float64Array(3)], { seed: 1, evaluations: 10 });
    expect(adapted).toEqual([...new Array(4).fill(true), ...new Array(6).fill(false)]);
  });
});

describe('adaptive ABC', () => {
  it.each(Object.entries(guides))('finds the Gaussian posterior under the guide %s', async (_, guide) => {
    const coordinates: number[][] = [[], [], []];
    for (const seed of [1, 2, 3, 4]) {
      const options = { seed, evaluations: 4000, tolerance: NOISE };
      const { points, tolerances, effectiveSampleSize } = await adaptiveAbc(
        distances,
        guide,
        BLOCKS,
        options,
      );
      expect([...tolerances].sort((a, b) => b - a)).toEqual(tolerances);
      expect(tolerances.at(-1)).toBeCloseTo(NOISE, 12);
      expect(effectiveSampleSize).toBeGreaterThan(15);
      for (const i of [0, 1, 2]) coordinates[i]!.push(...points.map((point) => point[i]!));
    }
    for (const i of [0, 1, 2]) {
      const { mean, deviation } = moments(coordinates[i]!);
      expect(Math.abs(mean - MEAN[i]!)).toBeLessThan(0.1);
      expect(Math.abs(deviation - DEVIATION)).toBeLessThan(0.07);
    }
  });

  it('leaves the prior invariant: where the distance says nothing the prior comes back', async () => {
    const guide = { mean: Float64Array.of(0.5, -0.5, 0), deviation: new Float64Array(3).fill(0.9) };
    const nothing = async (points: readonly Float64Array[]) => new Float64Array(points.length);
    const points: Float64Array[] = [];
    for (const seed of [1, 2, 3, 4, 5, 6])
      points.push(
        ...(await adaptiveAbc(nothing, guide, BLOCKS, { seed, evaluations: 2000, tolerance: 1 })).points,
      );
    for (const i of [0, 1, 2]) {
      const { mean, deviation } = moments(points.map((p) => p[i]!));
      expect(Math.abs(mean)).toBeLessThan(0.15);
      expect(Math.abs(deviation - 1)).toBeLessThan(0.15);
    }
  });

  it('is worth no more particles than ancestors are left', async () => {
    // A likelihood so narrow that few of the first particles have descendants.
    const options = { seed: 1, evaluations: 6000, tolerance: 0.01 };
    const { points, effectiveSampleSize } = await adaptiveAbc(distances, guides.prior!, BLOCKS, options);
    expect(new Set(points).size).toBeGreaterThan(80);
    expect(effectiveSampleSize).toBeLessThan(40);
  });

  it('spends no more than its budget and repeats itself bit by bit', async () => {
    let spent = 0;
    const counted = (points: readonly Float64Array[]): Promise<Float64Array> => {
      spent += points.length;
      return distances(points);
    };
    const options = { seed: 5, evaluations: 777, tolerance: NOISE };
    const first = await adaptiveAbc(counted, guides.prior!, BLOCKS, options);
    expect(spent).toBe(700);
    expect(await adaptiveAbc(distances, guides.prior!, BLOCKS, options)).toEqual(first);
  });
});
