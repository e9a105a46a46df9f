import { join } from 'node:path';
import { expect, test } from 'vitest';
import { objectives } from '../../src/code/objectives/objectives.js';
import { resolveOptions } from '../../src/training/options.js';
import { train } from '../../src/training/train.js';
import { referenceEngine } from './referenceEngine.js';
import { emptyFolder, metricsOf, tinyOptions, tinySource } from './tiny.js';

test.each(objectives)('%s lowers its own loss', async (objective) => {
  const run = join(await emptyFolder(), 'run');
  const options = tinyOptions({ objective, steps: 60, validateEvery: 20, validationBatches: 10 });
  await train({ run, source: tinySource(), engine: referenceEngine, options });
  const lines = await metricsOf(run);
  const losses = lines.flatMap(({ validation }) => validation ?? []) as { loss: number }[];
  expect(losses).toHaveLength(3);
  expect(losses[2]!.loss).toBeLessThan(losses[0]!.loss);
  expect(lines.findLast(({ images }) => images !== undefined)!.images).toBe(60 * 20);
});

const resolved = (given: Parameters<typeof resolveOptions>[1], preset: 'default' | 'paper' = 'default') =>
  resolveOptions(preset, { steps: 1, ...given }, { size: 150, scene: 'faces' });

test('exchange has no options of clamping, and the mean brings those that worked best with it', () => {
  expect(resolved({})).toMatchObject({ inactive: 'exchange', set: 2, network: 'residual', klWeight: 0.1 });
  expect(resolved({}).invariance).toBeUndefined();
  expect(resolved({ inactive: 'mean' })).toMatchObject({
    ...{ set: 20, invariance: 50, clampedGradient: 'exact', clamping: 'after', klWeight: 1 },
  });
  expect(resolved({}, 'paper')).toMatchObject({
    ...{
      inactive: 'mean',
      set: 20,
      network: 'paper',
      invariance: 0.01,
      clampedGradient: 'stop',
      klWeight: 1,
    },
  });
  expect(resolved({ inactive: 'exchange' }, 'paper').clampedKl).toBeUndefined();
});

test('blocks follow the stages that are given', () => {
  expect(resolved({ encoder: [8, 8] }).encoderBlocks).toEqual([1, 1]);
  expect(resolved({ encoder: [8, 8, 8] }).encoderBlocks).toEqual([2, 2, 1]);
  expect(resolved({ network: 'paper' }).encoderBlocks).toBeUndefined();
  expect(resolved({ network: 'paper' }).encoder).toEqual([16, 24]);
  expect(resolved({ network: 'residual' }, 'paper')).toMatchObject({ patch: 4, encoderBlocks: [2, 2, 1] });
});

test.each([
  [{ invariance: 1 }, /--invariance has no meaning with --inactive exchange.*--inactive mean/],
  [{ clampedKl: 'drop' }, /--clamped-kl has no meaning/],
  [{ network: 'paper', patch: 4 }, /--patch has no meaning with --network paper/],
  [{ network: 'paper', encoderBlocks: [1] }, /--encoder-blocks has no meaning/],
  [{ objective: 'ada-gvae', set: 5 }, /sets of 5 images.*even --set/],
] as const)('refuses %o', (given, message) => {
  expect(() => resolved(given)).toThrow(message);
});

test('unsupervised objectives take independent images, unless other kinds are asked for', () => {
  const kindsOf = (given: Parameters<typeof resolveOptions>[1]) =>
    resolveOptions('default', { steps: 1, ...given }, { size: 64, scene: 'faces' }).kinds;
  expect(kindsOf({})).toBe('all-but-one');
  expect(kindsOf({ objective: 'ada-gvae' })).toBe('all-but-one');
  expect(kindsOf({ objective: 'beta-tcvae' })).toBe('all=1');
  expect(kindsOf({ objective: 'vae', kinds: 'x=1' })).toBe('x=1');
});
