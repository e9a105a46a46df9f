import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { toPixels } from '../../src/dataset/pixels.js';
import { openModel } from '../../src/model/model.js';
import { readModel } from '../../src/model/modelFile.js';
import type { GivenOptions } from '../../src/training/options.js';
import { startFrom } from '../../src/training/startFrom.js';
import { resumeTraining, train } from '../../src/training/train.js';
import { referenceEngine } from './referenceEngine.js';
import { emptyFolder, metricsOf, tinyOptions, tinySource } from './tiny.js';

const engine = referenceEngine;
let whole: string;

/** A run that is stopped after some steps, as by Ctrl-C. */
async function stopped(after: number, options = tinyOptions()): Promise<string> {
  const folder = join(await emptyFolder(), 'run');
  const abort = new AbortController();
  const result = await train({
    run: folder,
    source: tinySource(),
    engine,
    options,
    signal: abort.signal,
    onProgress: ({ step }) => step === after && abort.abort(),
  });
  expect(result).toMatchObject({ step: after, interrupted: true });
  return folder;
}

const resume = (folder: string, given = {}, source = tinySource()) =>
  resumeTraining({ run: folder, source, engine, given });

const checkpointsOf = (folder: string) => readdir(join(folder, 'checkpoints'));

beforeAll(async () => {
  whole = join(await emptyFolder(), 'whole');
  const result = await train({ run: whole, source: tinySource(), engine, options: tinyOptions() });
  expect(result).toMatchObject({ step: 30, interrupted: false });
});

test('a training can start from the parameters of another, and only from the same network and code', async () => {
  const folder = join(await emptyFolder(), 'run');
  // A rate of next to nothing keeps what it started from.
  const options = tinyOptions({ steps: 1, learningRate: 1e-12 });
  await train({ run: folder, source: tinySource(), engine, options, from: whole });
  const before = await readModel(join(whole, 'best.safetensors'));
  const after = await readModel(folder);
  const difference = after.parameters.data.map((x, i) => Math.abs(x - before.parameters.data[i]!));
  expect(Math.max(...difference)).toBeLessThan(1e-7);
  const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
  expect(config.from).toBe(whole);

  const other = { run: `${folder}-other`, source: tinySource(), engine, from: whole };
  await expect(train({ ...other, options: tinyOptions({ encoder: [1] }) })).rejects.toThrow(
    // Only what differs, and in words.
    /cannot start from \S+: encoder: the model has 2, the training asks for 1\. Leave out/,
  );
  await expect(readdir(other.run)).rejects.toThrow(/ENOENT/);
});

test.each<[string, GivenOptions]>([
  ['residual blocks', { encoderBlocks: [3], decoderBlocks: [1, 2] }],
  ['maps', { encoder: [5], decoder: [3, 4] }],
  ['of both', { encoder: [3], decoder: [2, 3], encoderBlocks: [2], decoderBlocks: [2, 1] }],
])('a training may have more %s than what it starts from, and draws the same pictures', async (_, larger) => {
  const folder = join(await emptyFolder(), 'run');
  const options = tinyOptions({ steps: 1, learningRate: 1e-12, ...larger });
  await train({ run: folder, source: tinySource(), engine, options, from: whole });
  const { images } = await tinySource().read('validation', 'all', 0);
  const [before, after] = await Promise.all(
    [whole, folder].map(async (path) => {
      const model = await openModel(path, engine);
      const { mu } = await model.encode(toPixels(images));
      const drawn = await model.decode(mu);
      await model.dispose();
      return drawn;
    }),
  );
  for (const [i, x] of before!.entries()) expect(after![i]).toBeCloseTo(x, 4);

  const fewer = tinyOptions({ steps: 1, encoderBlocks: [0] });
  await expect(
    train({ run: `${folder}-fewer`, source: tinySource(), engine, options: fewer, from: whole }),
  ).rejects.toThrow(/cannot start from .* as many maps and residual blocks or more/);
});

test('a run remembers how many threads it was given, and goes on with no other number', async () => {
  const folder = join(await emptyFolder(), 'run');
  const start = { run: folder, source: tinySource() };
  const abort = new AbortController();
  abort.abort();
  await train({ ...start, engine: { ...engine, threads: 1 }, options: tinyOptions(), signal: abort.signal });
  expect(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')).engine.threads).toBe(1);
  await expect(resumeTraining({ ...start, engine: { ...engine, threads: 2 }, given: {} })).rejects.toThrow(
    /the engine's threads were 1 and are now 2/,
  );
  await expect(resumeTraining({ ...start, engine, given: {} })).rejects.toThrow(/1 and are now one a core/);
});

test('a run remembers its provider, and goes on with another one only where that is asked for', async () => {
  const folder = join(await emptyFolder(), 'run');
  const start = { run: folder, source: tinySource() };
  const recorded = async (): Promise<unknown> =>
    JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')).engine;
  const webgpu = { ...engine, provider: 'webgpu' as const, description: 'a card' };
  const stopped = AbortSignal.abort();
  await train({ ...start, engine: webgpu, options: tinyOptions(), signal: stopped });
  expect(await recorded()).toMatchObject({ provider: 'webgpu', description: 'a card' });

  const refusal = /provider was webgpu and is now cpu, which was not asked for/;
  await expect(resumeTraining({ ...start, engine, given: {} })).rejects.toThrow(refusal);
  await expect(resumeTraining({ ...start, engine, given: {}, provider: 'cuda' })).rejects.toThrow(refusal);
  expect(await recorded()).toMatchObject({ provider: 'webgpu' });

  await resumeTraining({ ...start, engine, given: {}, provider: 'cpu', signal: stopped });
  expect(await recorded()).toMatchObject({ provider: 'cpu', description: engine.description });
  await expect(resumeTraining({ ...start, engine: webgpu, given: {} })).rejects.toThrow(/was cpu and is now/);
  expect(await resumeTraining({ ...start, engine, given: {} })).toMatchObject({ interrupted: false });
});

test('a run from before there were providers was on the processor', async () => {
  const folder = await stopped(3);
  const path = join(folder, 'config.json');
  const { provider: _, ...before } = JSON.parse(await readFile(path, 'utf8')).engine;
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), engine: before }));
  expect(await resume(folder)).toMatchObject({ interrupted: false });
});

test.each(['encoder', 'decoder'] as const)(
  'a frozen %s stays as it is, the other network learns, and something must have been learnt before',
  async (frozen) => {
    const folder = join(await emptyFolder(), 'run');
    const options = tinyOptions({ steps: 3, frozen });
    await train({ run: folder, source: tinySource(), engine, options, from: whole });
    // In the units that they were trained with: a model file has them fitted to the prior.
    const { architecture, groups } = (await readModel(whole)).description;
    const [before, after] = await Promise.all(
      [whole, folder].map((path) => startFrom(path, { architecture, groups })),
    );
    for (const { name } of before!.specs) {
      const [was, is] = [before!, after!].map((parameters) => parameters.get(name));
      const moved = Math.max(...was!.map((x, i) => Math.abs(x - is![i]!)));
      if (name.startsWith(`${frozen}.`)) expect(moved, name).toBeLessThan(1e-6);
      else expect(moved, name).toBeGreaterThan(1e-4);
    }

    const fresh = train({ run: `${folder}-fresh`, source: tinySource(), engine, options });
    await expect(fresh).rejects.toThrow(`The ${frozen} is to stay as it is, but it has learnt nothing yet`);
    await expect(readdir(`${folder}-fresh`)).rejects.toThrow(/ENOENT/);
  },
);

test('training lowers the loss, and the unit of x comes to follow x', async () => {
  const folder = join(await emptyFolder(), 'run');
  const options = tinyOptions({
    steps: 300,
    validateEvery: 50,
    validationBatches: 10,
    encoder: [4],
    decoder: [4, 4],
  });
  await train({ run: folder, source: tinySource(), engine, options });
  const validations = (await metricsOf(folder)).flatMap(({ validation }) => validation ?? []) as {
    loss: number;
    units: { x: { spearman: number } };
  }[];
  expect(validations.at(-1)!.loss).toBeLessThan(validations[0]!.loss - 2);
  expect(Math.abs(validations.at(-1)!.units.x.spearman)).toBeGreaterThan(0.8);
});

test('the run folder describes itself', async () => {
  expect((await readdir(whole)).sort()).toEqual([
    'best.safetensors',
    'checkpoints',
    'config.json',
    'metrics.jsonl',
    'model.safetensors',
    'samples',
  ]);
  const config = JSON.parse(await readFile(join(whole, 'config.json'), 'utf8'));
  expect(config.options).toEqual({ ...tinyOptions() });
  expect(config.options.klWeight).toBeCloseTo((8 / 150) ** 2);
  expect(config.versions).toMatchObject({ node: process.version });
  expect(await checkpointsOf(whole)).toEqual(['step-00000020.safetensors', 'step-00000030.safetensors']);
  const sheet = await sharp(join(whole, 'samples', 'step-00000030.png')).metadata();
  expect([sheet.width, sheet.height]).toEqual([4 * 8, 2 * 8]);
  const lines = await metricsOf(whole);
  expect(lines[0]).toMatchObject({ step: 1, kl: { x: expect.any(Number), glow: expect.any(Number) } });
  expect(lines.at(-1)).toMatchObject({
    step: 30,
    validation: { units: { x: { spearman: expect.any(Number) } } },
  });
});

test('the model is the best by validation, with what its units mean', async () => {
  const losses = (await metricsOf(whole)).flatMap(({ step, validation }) =>
    validation === undefined ? [] : [{ step, loss: (validation as { loss: number }).loss }],
  );
  const best = losses.reduce((a, b) => (b.loss < a.loss ? b : a));
  const { description } = await readModel(whole);
  expect(description.training).toMatchObject({ step: best.step, batchSize: 4, validationLoss: best.loss });
  expect(description.calibrations.x).toMatchObject({ parameter: 'x', unit: 'degree' });
  expect(description.directions.glow!.directions).toHaveLength(3);
});

test.each([1, 7, 10, 19])(
  'stopped after step %d and resumed, it is the run that never stopped',
  async (after) => {
    const folder = await stopped(after);
    const result = await resume(folder);
    expect(result).toMatchObject({ step: 30, interrupted: false });
    expect(await metricsOf(folder)).toEqual(await metricsOf(whole));
    expect(await readFile(join(folder, 'model.safetensors'))).toEqual(
      await readFile(join(whole, 'model.safetensors')),
    );
  },
);

test('resuming drops metrics after the checkpoint, half a line, and half a checkpoint', async () => {
  const folder = await stopped(13);
  await writeFile(
    join(folder, 'metrics.jsonl'),
    `${await readFile(join(folder, 'metrics.jsonl'), 'utf8')}{"step":14,"loss":0}\n{"step":15,"lo`,
  );
  await writeFile(join(folder, 'checkpoints', 'step-00000020.safetensors.part'), 'half');
  await resume(folder);
  expect(await metricsOf(folder)).toEqual(await metricsOf(whole));
  expect(await checkpointsOf(folder)).toEqual(['step-00000020.safetensors', 'step-00000030.safetensors']);
});

test('without its checkpoints it starts again', async () => {
  const folder = await stopped(5);
  await rm(join(folder, 'checkpoints'), { recursive: true });
  await resume(folder);
  expect(await metricsOf(folder)).toEqual(await metricsOf(whole));
});

test('a complete training may grow', async () => {
  const options = tinyOptions({ schedule: 'constant', steps: 12 });
  const folder = join(await emptyFolder(), 'run');
  await train({ run: folder, source: tinySource(), engine, options });
  await resume(folder, { steps: 16 });
  const lines = await metricsOf(folder);
  expect(lines.at(-1)).toMatchObject({ step: 16 });
  expect(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')).options.steps).toBe(16);
});

test('refuses a folder in use, and resuming nothing', async () => {
  const start = (folder: string) =>
    train({ run: folder, source: tinySource(), engine, options: tinyOptions() });
  await expect(start(whole)).rejects.toThrow(/holds a training already.*--resume/);
  const other = await emptyFolder();
  await writeFile(join(other, 'thesis.tex'), '');
  await expect(start(other)).rejects.toThrow(/not empty \(thesis.tex\)/);
  await expect(resume(join(other, 'nowhere'))).rejects.toThrow(/no training to resume/);
});

test('refuses to resume as another training', async () => {
  const folder = await stopped(3);
  await expect(resume(folder, { code: 5 })).rejects.toThrow(/code was 4 and is now 5/);
  await expect(resume(folder, { steps: 20 })).rejects.toThrow(/steps was 30 and is now 20/);
  await expect(
    resume(folder, {}, { ...tinySource(), info: { ...tinySource().info, seed: 9 } }),
  ).rejects.toThrow(/data is not what it was/);
  const bf16 = { ...engine, precision: 'bf16' as const };
  await expect(
    resumeTraining({ run: folder, source: tinySource(), engine: bf16, given: {} }),
  ).rejects.toThrow(/precision was fp32 and is now bf16/);
});

test('refuses a damaged checkpoint and says what to do; then the older one does', async () => {
  const folder = await stopped(13);
  const newest = join(folder, 'checkpoints', 'step-00000013.safetensors');
  const bytes = await readFile(newest);
  await truncate(newest, bytes.length - 8);
  await expect(resume(folder)).rejects.toThrow(/step-00000013.*damaged.*Delete it.*step 10/s);
  const tampered = Uint8Array.from(bytes);
  tampered[bytes.length - 1]! ^= 1;
  await writeFile(newest, tampered);
  await expect(resume(folder)).rejects.toThrow(/checksum.*Delete it/s);
  await rm(newest);
  await resume(folder);
  expect(await metricsOf(folder)).toEqual(await metricsOf(whole));
});

test('refuses a checkpoint of another configuration, and a damaged one', async () => {
  const folder = await stopped(3);
  const path = join(folder, 'config.json');
  const config = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...config, options: { ...config.options, invariance: 2 } }));
  await expect(resume(folder)).rejects.toThrow(/another configuration/);
  await writeFile(path, '{');
  await expect(resume(folder)).rejects.toThrow(/config.json is damaged/);
  const { klWeight: _, ...older } = config.options;
  await writeFile(path, JSON.stringify({ ...config, versions: { dcign: '0.0.9' }, options: older }));
  await expect(resume(folder)).rejects.toThrow(/at options.klWeight.*was written by dcign 0.0.9/);
});

test('a loss that is no number ends the training and keeps the last good checkpoint', async () => {
  const folder = join(await emptyFolder(), 'run');
  const options = tinyOptions({ learningRate: 1e25, warmUp: 0, checkpointEvery: 1 });
  await expect(train({ run: folder, source: tinySource(), engine, options })).rejects.toThrow(
    /diverged: at step \d+.*last good checkpoint.*smaller --learning-rate/s,
  );
  expect(await readdir(folder)).not.toContain('model.safetensors');
});

test('impossible options leave no folder behind', async () => {
  const parent = await emptyFolder();
  const start = (options = tinyOptions()) =>
    train({ run: join(parent, 'run'), source: tinySource(), engine, options });
  await expect(start(tinyOptions({ code: 1 }))).rejects.toThrow(/at least 2 units/);
  await expect(start(tinyOptions({ kinds: 'y=1' }))).rejects.toThrow(/kind "y"/);
  await expect(start(tinyOptions({ encoder: [2, 2, 2, 2] }))).rejects.toThrow(/size of 8 is impossible/);
  expect(() => tinyOptions({ beta1: 1 })).toThrow(/beta1/);
  expect(await readdir(parent)).toEqual([]);
});
