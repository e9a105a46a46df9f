import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Calibration } from '../../src/code/calibration.js';
import type { BatchSource } from '../../src/dataset/batch.js';
import { streamScene } from '../../src/dataset/streamSource.js';
import { UserError } from '../../src/errors.js';
import { compareRuns } from '../../src/evaluation/compare.js';
import { type Evaluation, evaluate } from '../../src/evaluation/evaluate.js';
import { writeReport } from '../../src/evaluation/report/write.js';
import { createOracle, rotation, SIZE } from './oracle.js';

const IMAGES = 120;

function stream(scene: Parameters<typeof streamScene>[0]): BatchSource {
  return streamScene(scene, { size: SIZE, seed: 3, batchSize: 20 });
}

let perfect: Evaluation;
const calls: [number, number][] = [];

beforeAll(async () => {
  const { model, scene } = createOracle();
  const entangled = createOracle(rotation);
  // Both oracles have to have seen what is drawn.
  const both = {
    ...scene,
    render: (values: Float32Array, size: number) => {
      entangled.scene.render(values, size);
      return scene.render(values, size);
    },
  };
  perfect = await evaluate({
    model,
    modelPath: 'oracle',
    source: stream(both),
    scene: both,
    baseline: { model: entangled.model, path: 'rotated' },
    images: IMAGES,
    onProgress: (done, total) => calls.push([done, total]),
  });
});

describe('of a model that knows the truth', () => {
  test('the encoder agrees with it, in each half as well', () => {
    const { x } = perfect.report.encoder!;
    for (const score of [x!, x!.halves!.lower, x!.halves!.upper]) {
      expect(score.pearson).toBeCloseTo(1, 9);
      expect(score.spearman).toBeCloseTo(1, 9);
      expect(score.eta2).toBeGreaterThan(0.99);
      expect(score.maeDegrees).toBeLessThan(1e-4);
    }
    expect(Object.keys(perfect.report.encoder!)).toEqual(['x']);
  });

  test('re-renderings and swaps are the true renders', () => {
    const { rerender, swaps } = perfect.report;
    expect([rerender!.people, swaps!.x!.people]).toEqual([100, 100]);
    const [low, high] = rerender!.unchanged.interval.mse;
    expect(low).toBeLessThan(rerender!.unchanged.mse);
    expect(high).toBeGreaterThan(rerender!.unchanged.mse);
    expect(perfect.report.blindTrial!.byError.rerendered.value).toBe(1);
    expect(rerender!.mse).toBeLessThan(1e-9);
    expect(rerender!.ssim).toBeGreaterThan(0.9999);
    expect(rerender!.byDistance[0]!.unchanged.mse).toBeGreaterThan(1e-3);
    for (const swap of Object.values(swaps!)) {
      expect(swap.mse).toBeLessThan(1e-9);
      expect(swap.unswapped.mse).toBeGreaterThan(1e-3);
    }
  });

  test('there is an error map of each target pose, without error', () => {
    const { errorMaps } = perfect.rerendering!;
    const poses = errorMaps.map(({ pose: [x] }) => x!);
    for (const [i, x] of poses.entries()) expect(x).toBeCloseTo(((i - 3) * 90) / 7, 9);
    expect(poses).toHaveLength(7);
    for (const { error } of errorMaps) expect(Math.max(...error)).toBeLessThan(1e-2);
    expect(errorMaps.reduce((sum, { images }) => sum + images, 0)).toBe(100 * 16);
    expect(Math.min(...errorMaps.map(({ images }) => images))).toBeGreaterThan(100);
  });

  test('its own unit turned gives the true renders, a unit of the entangled code does not', () => {
    const difference = (a: readonly Uint8Array[], b: readonly Uint8Array[]) =>
      Math.max(...a.flatMap((image, i) => Array.from(image, (grey, p) => Math.abs(grey - b[i]![p]!))));
    const [turn, ...others] = perfect.turns;
    expect(others).toEqual([]);
    expect([turn!.factor, turn!.levels.length]).toEqual(['x', 9]);
    expect(difference(turn!.ours, turn!.truth)).toBeLessThanOrEqual(1);
    expect(difference(turn!.entangled!, turn!.truth)).toBeGreaterThan(20);
  });

  test('groups move with their own factor only', () => {
    const { groups, kinds, movement } = perfect.report.invariance!;
    expect([groups, kinds]).toEqual([
      ['x', 'glow'],
      ['x', 'glow'],
    ]);
    expect(movement[0]![1]).toBeCloseTo(0, 12);
    expect(movement[1]![0]).toBeCloseTo(0, 12);
    expect(movement[0]![0]).toBeGreaterThan(0.8);
    expect(movement[1]![1]).toBeGreaterThan(0.8);
  });

  test('the bound is the likelihood of the image itself minus the divergence', () => {
    const { mse, elbo, logLikelihood, kl, klPerGroup, activeUnits, bitsPerPixel, importanceWeighted } =
      perfect.report.reconstruction;
    expect(mse).toBeLessThan(1e-9);
    expect(elbo).toBeCloseTo(logLikelihood - kl, 6);
    expect(klPerGroup.x! + klPerGroup.glow!).toBeCloseTo(kl, 6);
    expect(bitsPerPixel).toBeCloseTo(-elbo / (SIZE * SIZE * Math.LN2), 9);
    expect(activeUnits).toBe(3);
    // exp(-10) wide posteriors: every sample weighs about the same, so the two bounds nearly meet.
    expect(Math.abs(importanceWeighted.bound - elbo) / Math.abs(elbo)).toBeLessThan(0.1);
  });

  test('the metrics see one unit for x and prefer it to the entangled twin', () => {
    const own = perfect.report.metrics!;
    const twin = perfect.report.baselines.entangled!.metrics!;
    expect(own.betaVae).toBe(1);
    expect(own.dci.disentanglement).toBeGreaterThan(0.95);
    expect(own.irs).toBeGreaterThan(0.9);
    for (const metric of ['mig', 'modularity', 'irs'] as const)
      expect(own[metric]).toBeGreaterThan(twin[metric]);
    expect(own.dci.disentanglement).toBeGreaterThan(twin.dci.disentanglement);
  });

  test('ridge regression undoes a rotation, a single unit does not', () => {
    const { ownRidge, entangled } = perfect.report.baselines;
    expect(ownRidge!.x!.pearson).toBeGreaterThan(0.999);
    expect(entangled!.ridge!.x!.pearson).toBeGreaterThan(0.999);
    expect(Math.abs(entangled!.highestVariance!.x!.pearson)).toBeLessThan(0.9);
    expect(entangled!.bestUnit!.x!.eta2).toBeGreaterThan(0.3);
  });

  test('figures say how many people they are of', () => {
    const { data, reconstruction, metrics } = perfect.report;
    expect([data.people, reconstruction.people]).toEqual([IMAGES, IMAGES]);
    const [low, high] = reconstruction.interval!.mse;
    expect(low).toBeLessThanOrEqual(reconstruction.mse);
    expect(high).toBeGreaterThanOrEqual(reconstruction.mse);
    const { levels, people, samples } = metrics!;
    expect(people).toBe(levels.glow);
    expect(samples.images).toBe(IMAGES);
    expect(samples.learnt[0] + samples.learnt[1]).toBe(samples.images);
  });

  test('progress ends where it said it would', () => {
    expect(calls.at(-1)![0]).toBe(calls.at(-1)![1]);
    expect(new Set(calls.map(([, total]) => total)).size).toBe(1);
  });
});

describe('the report', () => {
  test('is two files that need nothing else, and runs can be compared by them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dcign-evaluation-'));
    await writeReport(join(folder, 'evaluation'), perfect);
    const report = JSON.parse(await readFile(join(folder, 'evaluation', 'report.json'), 'utf8'));
    expect(report.encoder.x.maeDegrees).toBe(perfect.report.encoder!.x!.maeDegrees);
    const html = await readFile(join(folder, 'evaluation', 'report.html'), 'utf8');
    expect(html).not.toMatch(/(src|href)="(?!data:|#)/);
    expect(html.match(/<svg/g)!.length).toBeGreaterThanOrEqual(8);
    expect(html.match(/data:image\/png/g)!.length).toBeGreaterThanOrEqual(4);

    const { runs, figures } = await compareRuns([folder, join(folder, 'evaluation', 'report.json')]);
    expect(runs).toHaveLength(2);
    const eta2 = figures.find(({ name }) => name === 'encoder.x.eta2')!;
    expect(eta2.values).toEqual([report.encoder.x.eta2, report.encoder.x.eta2]);

    await expect(compareRuns([join(folder, 'nowhere')])).rejects.toThrow(/has not been evaluated/);
    await writeFile(join(folder, 'other.json'), '[1]');
    await expect(compareRuns([join(folder, 'other.json')])).rejects.toThrow(/no report/);
  });
});

describe('of pictures whose factors nobody knows', () => {
  test('measures what needs no truth, and says what it left out', async () => {
    const { model, scene } = createOracle();
    const drawn = stream(scene);
    const pictures: BatchSource = {
      info: {
        ...drawn.info,
        scene: 'images',
        factors: drawn.info.factors.map(({ name }) => ({ name, parameters: [] })),
        splits: { train: {}, validation: { x: 2, glow: 3 }, test: {} },
      },
      read: async (split, kind, index) => ({ ...(await drawn.read(split, kind, index)), factors: undefined }),
      close: async () => {},
    };
    const { report } = await evaluate({ model, modelPath: 'oracle', source: pictures, images: IMAGES });
    expect(report.data).toEqual({ scene: 'images', path: undefined, split: 'validation', images: 100 });
    expect(report.reconstruction.mse).toBeLessThan(1e-9);
    expect(report.invariance!.movement[0]![1]).toBeCloseTo(0, 12);
    expect(report.encoder).toBeUndefined();
    expect(report.leftOut.map(({ part }) => part)).toEqual(
      expect.arrayContaining(['encoder', 'rerender', 'blindTrial', 'swaps', 'metrics', 'baselines.ownRidge']),
    );
  });
});

test('refuses data of another size and too few images', async () => {
  const { model, scene } = createOracle();
  const request = { model, modelPath: 'oracle', scene, images: IMAGES };
  const small = streamScene(scene, { size: 12, seed: 1 });
  await expect(evaluate({ ...request, source: small })).rejects.toThrow(UserError);
  await expect(evaluate({ ...request, source: stream(scene), images: 20 })).rejects.toThrow(/two batches/);
});

test('refuses data of which all images are training images', async () => {
  const { model, scene } = createOracle();
  const drawn = stream(scene);
  const source: BatchSource = {
    ...drawn,
    info: { ...drawn.info, splits: { train: { all: 10 }, validation: {}, test: {} } },
  };
  await expect(evaluate({ model, modelPath: 'oracle', source, images: 100 })).rejects.toThrow(
    /training images alone/,
  );
});

test('is not calibrated on the images that its error is measured on', async () => {
  const { model, scene } = createOracle();
  // The calibration that the model carries is off by 30 degrees: nobody would see it on the images it is from.
  const calibration = model.description.calibrations.x as Calibration;
  const knots = calibration.knots.map(({ value, truth }) => ({ value, truth: truth / 3 }));
  const off = {
    ...model,
    description: { ...model.description, calibrations: { x: { ...calibration, knots } } },
  };
  const drawn = stream(scene);
  const request = { model: off, modelPath: 'oracle', scene, images: IMAGES };
  const { report } = await evaluate({ ...request, source: drawn });
  expect(report.encoder!.x!.maeDegrees).toBeGreaterThan(10);
  const alone: BatchSource = {
    ...drawn,
    info: { ...drawn.info, splits: { ...drawn.info.splits, test: {} } },
  };
  const anew = await evaluate({ ...request, source: alone });
  expect(anew.report.data.split).toBe('validation');
  expect(anew.report.encoder!.x!.maeDegrees).toBeLessThan(3);
});
