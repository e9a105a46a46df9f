import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BatchSource } from '../../src/dataset/batch.js';
import { streamScene } from '../../src/dataset/streamSource.js';
import { readModel } from '../../src/model/modelFile.js';
import type { Ranks } from '../../src/ranks/ranks.js';
import { isKnownToAll } from '../../src/ranks/together.js';
import { openScene } from '../../src/scene/openScene.js';
import type { TrainingProgress, TrainingResult } from '../../src/training/loop.js';
import type { GivenOptions } from '../../src/training/options.js';
import { openPhotographs } from '../../src/training/photographs.js';
import { resumeTraining, type TrainingRequest, train } from '../../src/training/train.js';
import { canMount, mountedDisk } from '../files/mountedDisk.js';
import { ranksInProcess } from '../ranks/inProcess.js';
import { referenceEngine } from './referenceEngine.js';
import { emptyFolder, metricsOf, tinyOptions, tinySource } from './tiny.js';

const newRun = async () => join(await emptyFolder(), 'run');
const model = (run: string) => readFile(join(run, 'model.safetensors'));

interface Start {
  readonly run: string;
  readonly size: number;
  readonly given?: GivenOptions;
  readonly resumes?: boolean;
  /** What a rank does otherwise than the others. */
  readonly as?: (rank: number) => Partial<TrainingRequest>;
}

/** The same training on several ranks: what each of them returned or threw. */
async function start({ run, size, given = {}, resumes = false, as = () => ({}) }: Start) {
  const outcomes = await Promise.allSettled(
    ranksInProcess(size).map((ranks) => {
      const request = { run, source: tinySource(), engine: referenceEngine, ranks, ...as(ranks.rank) };
      return resumes
        ? resumeTraining({ ...request, given })
        : train({ ...request, options: tinyOptions({ batch: 16, ...given }) });
    }),
  );
  return outcomes.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error)));
}

const FINISHED = { interrupted: false } as const;

/** The largest difference between what two runs have measured, relative to what the first has. */
function apart(a: unknown, b: unknown): number {
  if (typeof a === 'number') return Math.abs(a - Number(b)) / Math.max(1, Math.abs(a));
  const [keys, others] = [a, b].map((one) => Object.keys(one as object));
  expect(others).toEqual(keys);
  const [x, y] = [a, b] as Record<string, unknown>[];
  return Math.max(0, ...keys!.map((key) => apart(x![key], y![key])));
}

test('ranks that share a batch learn what one process learns from it, over 300 steps', async () => {
  const given = { steps: 300, validateEvery: 100, checkpointEvery: 100 };
  const runs: string[] = [];
  for (const size of [1, 4, 8]) {
    const run = await newRun();
    for (const outcome of await start({ run, size, given }))
      expect(outcome).toMatchObject({ step: 300, ...FINISHED });
    runs.push(run);
  }
  const [one, ...others] = await Promise.all(runs.map(metricsOf));
  expect(one).toHaveLength(303);
  // Sums in another order: the last bits of single precision.
  for (const metrics of others) expect(apart(one, metrics)).toBeLessThan(1e-4);
  const [first, ...parameters] = await Promise.all(
    runs.map(async (run) => (await readModel(run)).parameters.data),
  );
  for (const data of parameters)
    expect(Math.max(...data.map((x, i) => Math.abs(x - first![i]!)))).toBeLessThan(0.01);
  // The training itself moves the loss a thousand times as far.
  const loss = one!.flatMap((line) => (typeof line.loss === 'number' ? [line.loss] : []));
  expect(loss.at(-1)).toBeLessThan(0.9 * loss[0]!);
});

test.each(['vae', 'ada-gvae'] as const)('so does %s', async (objective) => {
  const given = { steps: 20, objective };
  const [one, two] = [await newRun(), await newRun()];
  await start({ run: one, size: 1, given });
  await start({ run: two, size: 4, given });
  expect(apart(await metricsOf(one), await metricsOf(two))).toBeLessThan(1e-4);
});

test('a step has the same photographs, whoever draws them', async () => {
  const source = streamScene(await openScene('faces'), { size: 16, seed: 1, batchSize: 4 });
  const photographs = await openPhotographs(source, { photographs: 0.5, seed: 5 }, 0);
  const batch = (index: number) => source.read('train', 'all', index);
  const [a, b] = [await batch(0), await batch(1)];
  const both = new Uint8Array(Buffer.concat([a.images, b.images]));
  const whole = await photographs.see(3, [a, b], both);
  const halves = [await photographs.see(3, [a], a.images), await photographs.see(3, [b], b.images, 4)];
  expect(Buffer.concat(halves).equals(whole)).toBe(true);
  expect(Buffer.from(both).equals(whole)).toBe(false);
});

test('a stop that one rank hears of stops all after the same step, and any number goes on', async () => {
  const [whole, run] = [await newRun(), await newRun()];
  await start({ run: whole, size: 4 });
  const abort = new AbortController();
  const stopped = await start({
    run,
    size: 4,
    as: (rank) => ({
      ...(rank === 2 && { signal: abort.signal }),
      onProgress: ({ step }: TrainingProgress) => step === 12 && abort.abort(),
    }),
  });
  const { step } = stopped[0] as TrainingResult;
  // At once, or where rank 2 was ahead of rank 0's words, one step later.
  expect([12, 13]).toContain(step);
  for (const one of stopped) expect(one).toMatchObject({ step, interrupted: true });
  expect(await readdir(join(run, 'checkpoints'))).toContain(`step-000000${step}.safetensors`);

  // By as many ranks it is the same run to the bit, by others to rounding.
  const copy = await newRun();
  spawnSync('cp', ['-r', run, copy]);
  for (const one of await start({ run, size: 4, resumes: true })) expect(one).toMatchObject(FINISHED);
  expect(await metricsOf(run)).toEqual(await metricsOf(whole));
  expect((await model(run)).equals(await model(whole))).toBe(true);
  for (const one of await start({ run: copy, size: 2, resumes: true })) expect(one).toMatchObject(FINISHED);
  expect(apart(await metricsOf(whole), await metricsOf(copy))).toBeLessThan(1e-4);
});

test('told to stop while another rank is dead, rank 0 keeps the last step that all have done', async () => {
  const run = await newRun();
  const abort = new AbortController();
  const source = tinySource();
  let reads = 0;
  const dead: BatchSource = {
    ...source,
    // Four sets a step of two ranks: it never comes to the eighth step.
    read: (...which) => (reads++ < 28 ? source.read(...which) : new Promise(() => {})),
  };
  // It never ends: a launcher would.
  void start({
    run,
    size: 2,
    as: (rank) =>
      rank === 1
        ? { source: dead }
        : {
            signal: abort.signal,
            onProgress: ({ step }) => step === 7 && setTimeout(() => abort.abort(), 50),
          },
  });
  const kept = join(run, 'checkpoints', 'step-00000007.safetensors');
  await expect.poll(() => existsSync(kept), { timeout: 30_000 }).toBe(true);
});

test('rank 0 alone writes and tells', async () => {
  const run = await newRun();
  const told: number[] = [];
  const results = await start({
    run,
    size: 2,
    given: { steps: 3 },
    as: (rank) => ({ onProgress: () => told.push(rank), ...(rank > 0 && { run: '/nowhere/at/all' }) }),
  });
  expect(told).toEqual([0, 0, 0]);
  expect((results as TrainingResult[]).map(({ best }) => best === undefined)).toEqual([false, true]);
});

test.each([
  [3, {}, /8 sets of 2 images .*which 3 ranks cannot share evenly\. Start 1, 2, 4 or 8 of them/],
  [2, { set: 4, batch: 4 }, /one set of 4 images .*which 2 ranks .*Start dcign by itself.* 8 is the least/],
  [2, { objective: 'beta-tcvae' }, /total correlation .* which ranks cannot share/],
] as const)('%i ranks are refused where %j cannot be shared', async (size, given, message) => {
  const run = await newRun();
  for (const error of await start({ run, size, given })) {
    expect(error).toMatchObject({ name: 'UserError', message: expect.stringMatching(message) });
    expect(isKnownToAll(error)).toBe(true);
  }
  await expect(readdir(run)).rejects.toThrow(/ENOENT/);
});

test('ranks with other images, or another engine, are refused', async () => {
  const other = streamScene(await openScene('sprites'), { size: 8, seed: 2, batchSize: 4 });
  const bf16 = { ...referenceEngine, precision: 'bf16' as const };
  for (const [as, message] of [
    [{ source: other }, /same data: rank 0 has dot of 8 x 8 \(\w+\), rank 1 has sprites of 8 x 8/],
    [{ engine: bf16 }, /same engine: rank 0 has onnx with fp32, rank 1 has onnx with bf16/],
  ] as const) {
    const given = { kinds: 'all=1', groups: 'all=4' };
    const run = await newRun();
    const outcomes = await start({ run, size: 2, given, as: (rank) => (rank === 1 ? as : {}) });
    for (const error of outcomes)
      expect(error).toMatchObject({ name: 'UserError', message: expect.stringMatching(message) });
    await expect(readdir(run)).rejects.toThrow(/ENOENT/);
  }
});

test('where one rank cannot read its images all stop, and the steps before are kept', async () => {
  const run = await newRun();
  let reads = 0;
  const source = tinySource();
  const failing: BatchSource = {
    ...source,
    async read(...which) {
      // Four sets a step of two ranks: the seventh step.
      if (reads++ >= 24) throw new Error('the cable is loose');
      return source.read(...which);
    },
  };
  const outcomes = await start({ run, size: 2, as: (rank) => (rank === 1 ? { source: failing } : {}) });
  expect(outcomes[0]).toMatchObject({
    name: 'UserError',
    message: expect.stringContaining(`Rank 1 of 2, on here: Error: the cable is loose`),
  });
  expect(outcomes[1]).toMatchObject({ message: 'the cable is loose' });
  expect(await readdir(join(run, 'checkpoints'))).toEqual(['step-00000006.safetensors']);
});

test.skipIf(!canMount)('a disk of rank 0 that becomes full stops all, and no step is lost', async () => {
  const disk = mountedDisk('400k');
  const [run, whole] = [join(disk, 'run'), await newRun()];
  const given = { checkpointEvery: 5, validateEvery: 15 };
  const ballast = join(disk, 'ballast');
  const outcomes = await start({
    run,
    size: 2,
    given,
    as: () => ({
      onProgress: ({ step }) => step === 12 && spawnSync('dd', ['if=/dev/zero', `of=${ballast}`]),
    }),
  });
  expect(outcomes[0]).toMatchObject({ code: 'ENOSPC', path: expect.stringContaining(run) });
  expect(outcomes[1]).toMatchObject({ message: expect.stringMatching(/Rank 0 of 2, on .*ENOSPC/s) });
  expect((await readdir(join(run, 'checkpoints'))).at(-1)).toMatch(/step-0000001[2-5]/);
  rmSync(ballast);
  for (const one of await start({ run, size: 2, resumes: true })) expect(one).toMatchObject(FINISHED);
  await start({ run: whole, size: 2, given });
  expect((await model(run)).equals(await model(whole))).toBe(true);
});

test('a run that another process holds, or a folder that is taken, is refused by all', async () => {
  const run = await newRun();
  mkdirSync(join(run, 'something'), { recursive: true });
  for (const error of await start({ run, size: 2 }))
    expect(error).toMatchObject({ name: 'UserError', message: expect.stringContaining('is not empty') });
  rmSync(run, { recursive: true });
  for (const error of await start({ run, size: 2, resumes: true }))
    expect(error).toMatchObject({ message: expect.stringContaining('There is no training to resume') });
  const held = await newRun();
  await Promise.all([
    start({ run: held, size: 1 }),
    (async () => {
      while (!existsSync(join(held, 'config.json'))) await new Promise((resolve) => setTimeout(resolve, 1));
      for (const error of await start({ run: held, size: 2, resumes: true }))
        expect(error).toMatchObject({ message: expect.stringContaining('is in use by process') });
    })(),
  ]);
});

test('parameters that have come apart are found out before they are saved', async () => {
  const run = await newRun();
  // One rank gets another sum: a machine that computes wrongly.
  const wrong = (ranks: Ranks): Ranks => ({
    ...ranks,
    async sum(values) {
      await ranks.sum(values);
      if (values instanceof Float32Array && values.length > 100) values[0]! += 1e-3;
    },
  });
  const outcomes = await Promise.allSettled(
    ranksInProcess(2).map((ranks) =>
      train({
        run,
        source: tinySource(),
        engine: referenceEngine,
        options: tinyOptions({ batch: 16 }),
        ranks: ranks.rank === 1 ? wrong(ranks) : ranks,
      }),
    ),
  );
  for (const one of outcomes)
    expect(one).toMatchObject({
      status: 'rejected',
      reason: {
        message: expect.stringMatching(/At step 10 the parameters of rank 1 are not those of rank 0/),
      },
    });
  expect(await readdir(join(run, 'checkpoints'))).toEqual([]);
});
