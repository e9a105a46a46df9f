import { expect, test } from 'vitest';
import { batchesOf } from '../../src/dataset/available.js';
import { streamScene } from '../../src/dataset/streamSource.js';
import { Parameters } from '../../src/network/parameters.js';
import { layoutOf } from '../../src/training/layout.js';
import { narrowPosterior } from '../../src/training/narrowPosterior.js';
import { kindWeights, plannedStep, setsOf } from '../../src/training/plan.js';
import { learningRateAt } from '../../src/training/schedule.js';
import { validationBatches, validationNotice } from '../../src/training/validation.js';
import { fakeScene } from '../dataset/fakeScene.js';

const { info } = streamScene(fakeScene, { size: 8, seed: 1 });
const ONE = { sets: 1, images: 20 };

test('the learning rate rises in a line, then falls along half a cosine', () => {
  const options = { schedule: 'cosine', learningRate: 1, warmUp: 4, steps: 104 } as const;
  const rates = Array.from({ length: 104 }, (_, i) => learningRateAt(i + 1, options));
  expect(rates.slice(0, 5)).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
  expect(rates[54]).toBeCloseTo(0.5, 12);
  expect(rates[103]).toBeGreaterThan(0);
  expect(rates[103]).toBeLessThan(0.001);
  expect(learningRateAt(5000, { ...options, schedule: 'constant' })).toBe(1);
});

test("the paper's ratios: one for a group of one unit, ten for the intrinsic group; and ours", () => {
  const groups = layoutOf('azimuth=1,model=1,intrinsic=8', 10, info);
  expect(kindWeights('paper', groups, info)).toEqual({ azimuth: 1, model: 1, intrinsic: 10 });
  expect(kindWeights('paper', layoutOf('page', 10, info), info)).toEqual({
    azimuth: 1,
    model: 1,
    shape: 5,
    texture: 5,
  });
  expect(kindWeights('all-but-one', groups, info)).toEqual({
    azimuth: 2,
    'all-but-azimuth': 2,
    model: 2,
    'all-but-model': 2,
    intrinsic: 1,
    'all-but-intrinsic': 1,
  });
  const onlyAlone = { ...info, splits: { ...info.splits, train: { azimuth: 3, model: 3, intrinsic: 3 } } };
  expect(kindWeights('all-but-one', groups, onlyAlone)).toEqual({ azimuth: 2, model: 2, intrinsic: 1 });
  expect(kindWeights('texture+shape=2, azimuth=0.5', groups, info)).toEqual({ intrinsic: 2, azimuth: 0.5 });
});

test('kinds are drawn in proportion to their weights, and every step can be drawn by itself', () => {
  const weights = { azimuth: 1, intrinsic: 3 };
  const plan = Array.from({ length: 4000 }, (_, i) => plannedStep(5, i + 1, weights, info, ONE)[0]!);
  const share = plan.filter(({ kind }) => kind === 'azimuth').length / plan.length;
  expect(Math.abs(share - 0.25)).toBeLessThan(0.03);
  expect(plannedStep(5, 1234, weights, info, ONE)[0]).toEqual(plan[1233]);
  expect(plannedStep(6, 1234, weights, info, ONE)[0]!.index).toBe(1234);
});

test('of a data set on disk, each batch of a kind is drawn alike', () => {
  const stored = { ...info, splits: { train: { azimuth: 7 }, validation: {}, test: {} } };
  const seen = new Set(
    Array.from({ length: 300 }, (_, i) => plannedStep(1, i, { azimuth: 1 }, stored, ONE)[0]!.index),
  );
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(batchesOf(stored, 'train', 'shape')).toBe(0);
});

test('a step is as many sets as fit, each of its own kind; on disk each begins anywhere in its batch', () => {
  expect(setsOf({ batch: 20, set: 2 }, info)).toEqual({ sets: 10, images: 2 });
  expect(setsOf({ batch: 20, set: 50 }, info)).toEqual({ sets: 1, images: 50 });
  const stored = {
    ...info,
    batchSize: 6,
    splits: { train: { azimuth: 7, shape: 3 }, validation: {}, test: {} },
  };
  expect(setsOf({ batch: 20, set: 20 }, stored)).toEqual({ sets: 3, images: 6 });
  const pairs = { sets: 10, images: 2 };
  const steps = Array.from({ length: 50 }, (_, i) =>
    plannedStep(1, i + 1, { azimuth: 1, shape: 1 }, stored, pairs),
  );
  expect(new Set(steps.flat().map(({ part }) => part!.first))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
  expect(steps.every((step) => step.length === 10 && new Set(step.map(({ kind }) => kind)).size <= 2)).toBe(
    true,
  );
  expect(steps[0]).toEqual(plannedStep(1, 1, { azimuth: 1, shape: 1 }, stored, pairs));
  const endless = [1, 2].flatMap((step) => plannedStep(1, step, { azimuth: 1 }, info, pairs));
  expect(endless.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
});

test('validates on the kind in which everything varies, or else on all kinds in turn', () => {
  expect(validationBatches(info, 3).map(({ kind, index }) => `${kind} ${index}`)).toEqual([
    'all 0',
    'all 1',
    'all 2',
  ]);
  const stored = { ...info, splits: { train: { shape: 9 }, validation: { azimuth: 1, shape: 3 }, test: {} } };
  expect(validationBatches(stored, 9).map(({ kind, index }) => `${kind} ${index}`)).toEqual([
    'azimuth 0',
    'shape 0',
    'shape 1',
    'shape 2',
  ]);
  const bare = { ...info, splits: { train: { shape: 2 }, validation: {}, test: {} } };
  expect(validationBatches(bare, 9)[1]).toEqual({ split: 'train', kind: 'shape', index: 1 });
});

test.each([
  ['azimuth:1', /"azimuth:1" is no kind and weight/],
  ['azimuth=0', /weights above 0/],
  ['azimuth=1,azimut=1', /Did you mean azimuth/],
])('refuses the kinds %s', (kinds, message) => {
  expect(() => kindWeights(kinds, layoutOf('page', 10, info), info)).toThrow(message);
});

test('refuses kinds that the data lacks, and kinds that train nothing', () => {
  const stored = { ...info, splits: { train: { azimuth: 7 }, validation: {}, test: {} } };
  expect(() => kindWeights('paper', layoutOf('page', 10, info), stored)).toThrow(
    /it has azimuth\..*azimuth=1/,
  );
  expect(() => kindWeights('shape=1', layoutOf('azimuth=10', 10, info), info)).toThrow(/No group/);
});

test.each([
  ['azimuth=1', /take 1 units.*has 10/],
  ['azimuth', /no factor and number of units/],
  ['azimuth=1,shape=4,intrinsic=5', /Both shape and intrinsic stand for shape/],
])('refuses the groups %s', (groups, message) => {
  expect(() => layoutOf(groups, 10, info)).toThrow(message);
});

test('factors that no batch tells apart are one group, which the default kinds then train', () => {
  const factors = ['azimuth', 'shape', 'texture'].map((name) => ({ name, parameters: [] }));
  const aliases = { intrinsic: ['shape', 'texture'] };
  const photographs = {
    ...{ ...info, scene: 'images', factors, aliases },
    splits: { train: { azimuth: 7, intrinsic: 7 }, validation: { azimuth: 1 }, test: {} },
  };
  for (const layout of ['page', 'paper'])
    expect(layoutOf(layout, 10, photographs)).toEqual([
      { name: 'azimuth', units: 5, factors: ['azimuth'] },
      { name: 'intrinsic', units: 5, factors: ['shape', 'texture'] },
    ]);
  expect(kindWeights('all-but-one', layoutOf('page', 10, photographs), photographs)).toEqual({
    azimuth: 2,
    intrinsic: 2,
  });
  expect(layoutOf('page', 10, info)).toHaveLength(4);
  expect(validationNotice(photographs, 50)).toMatch(
    /on 20 images, of the kind azimuth, in which shape, texture never vary\. More/,
  );
});

test('says where a validation is small, and nothing where it is as wanted', () => {
  const with_ = (validation: Record<string, number>, train = {}) => ({
    ...info,
    splits: { train, validation, test: {} },
  });
  expect(validationNotice(info, 50)).toBeUndefined();
  expect(validationNotice(with_({ all: 5 }), 50)).toBeUndefined();
  expect(validationNotice(with_({ all: 9 }), 3)).toBeUndefined();
  expect(validationNotice(with_({ all: 4 }), 50)).toMatch(/on 80 images, of the kind all\. More/);
  expect(validationNotice(with_({}, { all: 9 }), 50)).toMatch(/on 180 training images, for want/);
});

test('a narrower start moves log sigma^2 and nothing else', () => {
  const parameters = Parameters.layOut([
    { name: 'encoder.posterior.weight', shape: [4, 1] },
    { name: 'encoder.posterior.bias', shape: [4] },
  ]);
  parameters.data.fill(0.25);
  narrowPosterior(parameters, -4);
  expect([...parameters.data]).toEqual([0.25, 0.25, 0.25, 0.25, 0.25, 0.25, -3.75, -3.75]);
});
