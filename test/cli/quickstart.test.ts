import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../../src/cli/program.js';
import { quickstart, type Recipe } from '../../src/cli/quickstart.js';

/** Everything that the real one does, too small to learn anything. */
const recipe: Recipe = {
  size: 32,
  batches: { train: 1, validation: 1, test: 1 },
  training: {
    steps: 2,
    encoder: [4, 4],
    encoderBlocks: [1, 0],
    decoder: [4, 4],
    decoderBlocks: [0, 1],
    code: 12,
    metricsEvery: 1,
  },
  people: 2,
  showcase: { frames: 3, sheetStride: 2, peopleOnSheet: 1 },
};

let folder: string;
let outcome: Awaited<ReturnType<typeof quickstart>>;
beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'dcign-')), 'first');
  outcome = await quickstart(recipe, folder, {
    seed: 3,
    chosen: { engine: 'auto', precision: 'auto' },
    quiet: true,
  });
});
afterAll(() => rm(join(folder, '..'), { recursive: true }));

it('makes faces, trains, and shows people under every circumstance', async () => {
  const names = ['azimuth', 'elevation', 'light', 'shape', 'texture'];
  const pictures = ['sheet.png', ...names.map((name) => `${name}.gif`)];
  expect(outcome.json).toMatchObject({
    folder,
    written: [...pictures, 'run', 'data'].map((name) => join(folder, name)),
  });
  const { spearman } = outcome.json as { spearman: Record<string, number> };
  expect(Object.keys(spearman)).toEqual(['azimuth', 'elevation', 'light']);
  for (const rho of Object.values(spearman)) expect(Math.abs(rho)).toBeLessThanOrEqual(1);
  for (const name of names) {
    expect(await sharp(join(folder, `${name}.gif`), { animated: true }).metadata()).toMatchObject({
      pages: 4,
    });
    expect(outcome.text).toContain(join(folder, `${name}.gif`));
  }
});

it('leaves a run and a data set that the other commands take', async () => {
  const input = join(folder, 'sheet.png');
  const out = join(folder, '..', 'again.webp');
  const args = ['rerender', input, '--model', join(folder, 'run'), '--vary', 'light', '--frames', '2'];
  expect(await run([...args, '--out', out, '--quiet'])).toBe(0);
  const before = await readFile(out);
  expect(await sharp(before).metadata()).toMatchObject({ format: 'webp', pages: 2 });

  expect(await run([...args, '--out', out, '--vary', 'shape', '--quiet', '--force'])).toBe(0);
  expect((await readFile(out)).equals(before)).toBe(false);
});

it('saves its training when the system asks it to end', async () => {
  const stopped = join(folder, '..', 'stopped');
  const training = { ...recipe.training, steps: 100_000, checkpointEvery: 100_000, validateEvery: 100_000 };
  const before = process.exitCode;
  const ends = quickstart({ ...recipe, training }, stopped, {
    seed: 3,
    chosen: { engine: 'auto', precision: 'auto' },
    quiet: true,
  });
  const lines = () => readFile(join(stopped, 'run', 'metrics.jsonl'), 'utf8').catch(() => '');
  while (!(await lines()).includes('"step":3')) await sleep(5);
  process.emit('SIGTERM', 'SIGTERM');
  const { json, text } = await ends;
  expect(process.exitCode).toBe(143);
  process.exitCode = before;
  const { step } = json as { step: number };
  expect((await lines()).trimEnd().split('\n')).toHaveLength(step);
  expect(await readdir(join(stopped, 'run', 'checkpoints'))).toEqual([
    `step-${String(step).padStart(8, '0')}.safetensors`,
  ]);
  expect(text).toContain('--resume');
});
