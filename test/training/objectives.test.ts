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
  const kinds = new Set(lines.flatMap(({ kind }) => kind ?? []));
  expect([...kinds].sort()).toEqual(['dcign', 'ada-gvae'].includes(objective) ? ['glow', 'x'] : ['all']);
});

test('unsupervised objectives take independent images, unless other kinds are asked for', () => {
  const kindsOf = (given: Parameters<typeof resolveOptions>[1]) =>
    resolveOptions('default', { steps: 1, ...given }, 64).kinds;
  expect(kindsOf({})).toBe('all-but-one');
  expect(kindsOf({ objective: 'ada-gvae' })).toBe('all-but-one');
  expect(kindsOf({ objective: 'beta-tcvae' })).toBe('all=1');
  expect(kindsOf({ objective: 'vae', kinds: 'x=1' })).toBe('x=1');
});
