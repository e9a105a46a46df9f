import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import type { BatchSource } from '../../src/dataset/batch.js';
import { openDataset } from '../../src/dataset/openDataset.js';
import { renderDataset } from '../../src/dataset/renderDataset.js';
import { UserError } from '../../src/errors.js';
import { readModel } from '../../src/model/modelFile.js';
import { readSafetensors, writeSafetensors } from '../../src/network/safetensors.js';
import type { TrainingProgress } from '../../src/training/loop.js';
import type { GivenOptions } from '../../src/training/options.js';
import { resumeTraining, train } from '../../src/training/train.js';
import { canMount, mountedDisk } from '../files/mountedDisk.js';
import { dotScene } from './dotScene.js';
import { referenceEngine } from './referenceEngine.js';
import { emptyFolder, metricsOf, tinyOptions, tinySource } from './tiny.js';

const engine = referenceEngine;

interface Start {
  readonly run: string;
  readonly source?: BatchSource;
  readonly given?: GivenOptions;
  readonly from?: string;
  readonly stopAfter?: number;
  readonly onStep?: (step: number) => void;
}

/** Starts a tiny training, which may be stopped as by Ctrl-C. */
function start({ run, source = tinySource(), given = {}, from, ...how }: Start) {
  return train({ run, source, engine, options: tinyOptions(given), from, ...observers(how) });
}

function resume({ run, source = tinySource(), given = {}, ...how }: Start) {
  return resumeTraining({ run, source, engine, given, ...observers(how) });
}

function observers({ stopAfter, onStep }: Pick<Start, 'stopAfter' | 'onStep'>) {
  const abort = new AbortController();
  const notices: string[] = [];
  return {
    signal: abort.signal,
    notices,
    onNotice: (notice: string) => notices.push(notice),
    onProgress({ step }: TrainingProgress) {
      onStep?.(step);
      if (step === stopAfter) abort.abort();
    },
  };
}

const newRun = async () => join(await emptyFolder(), 'run');
const bytes = (run: string, name = 'model.safetensors') => readFile(join(run, name));
const checkpointsOf = (run: string) => readdir(join(run, 'checkpoints'));

/** A source in which reading some batches fails. */
function failing(fails: (split: string, reads: number) => boolean, source = tinySource()): BatchSource {
  let reads = 0;
  return {
    ...source,
    read: async (split, ...rest) => {
      if (fails(split, reads++)) throw new UserError('face.png cannot be read.');
      return source.read(split, ...rest);
    },
  };
}

test('a run that goes on serves its best model so far, not the one that it had finished with', async () => {
  const run = await newRun();
  await start({ run, given: { steps: 10, schedule: 'constant' } });
  expect((await readModel(run)).description.training.step).toBe(10);
  const { best } = await resume({ run, given: { steps: 200 }, stopAfter: 61 });
  expect(best!.training.step).toBeGreaterThan(10);
  expect((await readModel(run)).description).toEqual(best);
  expect(await readdir(run)).not.toContain('model.safetensors');
  await resume({ run, given: {}, stopAfter: 62 });
  expect((await readModel(run)).description).toEqual(best);
});

test('a run whose best model is gone keeps the finished one when it goes on', async () => {
  const run = await newRun();
  await start({ run, given: { steps: 10, schedule: 'constant' } });
  const model = await bytes(run);
  rmSync(join(run, 'best.safetensors'));
  await resume({ run, given: { steps: 20 }, stopAfter: 11 });
  expect(await bytes(run, 'best.safetensors')).toEqual(model);
});

test('a run whose models are gone makes another', async () => {
  const [run, whole] = [await newRun(), await newRun()];
  await start({ run, stopAfter: 13 });
  rmSync(join(run, 'best.safetensors'));
  await resume({ run });
  await start({ run: whole });
  expect(await metricsOf(run)).toEqual(await metricsOf(whole));
  for (const name of ['best.safetensors', 'model.safetensors']) rmSync(join(run, name));
  await resume({ run, given: { steps: 30 } });
  expect((await readModel(run)).description.training.step).toBe(30);
  expect(await metricsOf(run)).toEqual(await metricsOf(whole));
  rmSync(join(run, 'best.safetensors'));
  const model = await bytes(run);
  await resume({ run });
  expect(await bytes(run)).toEqual(model);
  expect(await bytes(run, 'best.safetensors')).toEqual(model);
});

test('a checkpoint whose best loss is no number is refused', async () => {
  const run = await newRun();
  await start({ run, stopAfter: 13 });
  const file = join(run, 'checkpoints', 'step-00000013.safetensors');
  const { metadata, tensors } = readSafetensors(readFileSync(file), file);
  writeFileSync(file, writeSafetensors(tensors.values(), { ...metadata, bestLoss: 'high' }));
  await expect(resume({ run })).rejects.toThrow(/is no checkpoint that .* Delete it/);
});

test('an image that is cut short is found before the first step, and named', async () => {
  const folder = await emptyFolder();
  const [data, run] = [join(folder, 'data'), join(folder, 'run')];
  const pixels = Uint8Array.from({ length: 64 }, (_, i) => (37 * i) % 251);
  const png = await sharp(pixels, { raw: { width: 8, height: 8, channels: 1 } })
    .png()
    .toBuffer();
  for (const name of ['a', 'b', 'c', 'd']) {
    mkdirSync(join(data, 'x', name), { recursive: true });
    for (const i of [1, 2]) writeFileSync(join(data, 'x', name, `${i}.png`), png);
  }
  writeFileSync(join(data, 'x', 'b', '2.png'), png.subarray(0, png.length - 20));
  const source = await openDataset(data);
  const options = tinyOptions({ kinds: 'x=1', groups: 'x=4', set: 2, batch: 2 });
  await expect(train({ run, source, engine, options })).rejects.toThrow(/b\/2\.png cannot be read/);
  expect(readdirNow(folder)).toEqual(['data']);
  writeFileSync(join(data, 'x', 'b', '2.png'), png);
  const mended = await openDataset(data);
  const within = { run: join(data, 'run'), source: mended, dataPath: data, engine, options };
  await expect(train(within)).rejects.toThrow(/run would lie among the images/);
  expect(await train({ run, source: mended, dataPath: data, engine, options })).toMatchObject({ step: 30 });
});

test('a validation that cannot be made is told and left out; those after it are made', async () => {
  const run = await newRun();
  let done = 0;
  const told = observers({
    onStep: (step) => {
      done = step;
    },
  });
  const source = failing((split) => split === 'validation' && done <= 10);
  const result = await train({ run, source, engine, options: tinyOptions(), ...told });
  expect(result).toMatchObject({ step: 30, interrupted: false });
  expect(told.notices).toEqual([expect.stringMatching(/validation of step 10 is left out: face.png/)]);
  const steps = (await metricsOf(run)).flatMap(({ step, validation }) => (validation ? [step] : []));
  expect(steps).toEqual([20, 30]);
});

test('a step whose metrics cannot be written keeps its validation', async () => {
  const run = await newRun();
  const metrics = join(run, 'metrics.jsonl');
  const onStep = (step: number): void => {
    if (step !== 9) return;
    renameSync(metrics, `${metrics}.aside`);
    mkdirSync(metrics);
  };
  await expect(start({ run, onStep })).rejects.toMatchObject({ code: 'EISDIR' });
  rmSync(metrics, { recursive: true });
  renameSync(`${metrics}.aside`, metrics);
  await resume({ run });
  const steps = (await metricsOf(run)).flatMap(({ step, validation }) => (validation ? [step] : []));
  expect(steps).toEqual([10, 20, 30]);
});

test('without any validation all steps are kept, and the model comes when it can be validated', async () => {
  const [run, whole] = [await newRun(), await newRun()];
  const given = { validateEvery: 30, checkpointEvery: 100 };
  const source = failing((split) => split === 'validation');
  await expect(start({ run, source, given })).rejects.toThrow(/has its 30 steps.*face.png.*--resume/);
  let steps = 0;
  await resume({ run, given: {}, onStep: () => steps++ });
  expect(steps).toBe(0);
  await start({ run: whole, given });
  expect(await bytes(run)).toEqual(await bytes(whole));
  expect(await metricsOf(run)).toEqual(await metricsOf(whole));
});

test('a kill during a validation costs nothing: the checkpoint comes before it', async () => {
  const [run, whole] = [await newRun(), await newRun()];
  const given = { checkpointEvery: 100 };
  let seen: string[] = [];
  const source = failing((split) => {
    if (split === 'validation') seen = readdirNow(join(run, 'checkpoints'));
    return false;
  });
  await start({ run, source, given, stopAfter: 13 });
  expect(seen).toEqual(['step-00000010.safetensors']);
  // As if killed there: the validation's line may be in the metrics or not.
  rmSync(join(run, 'checkpoints', 'step-00000013.safetensors'));
  rmSync(join(run, 'best.safetensors'));
  await resume({ run });
  await start({ run: whole, given });
  expect(await bytes(run)).toEqual(await bytes(whole));
  expect(await metricsOf(run)).toEqual(await metricsOf(whole));
});

test('whatever ends a training, its steps are kept', async () => {
  const [run, whole] = [await newRun(), await newRun()];
  const source = failing((split, reads) => split === 'train' && reads >= 30);
  await expect(start({ run, source, given: { set: 4, batch: 4 } })).rejects.toThrow('face.png');
  const last = Number(/\d+/.exec((await checkpointsOf(run)).at(-1)!)![0]);
  expect(last).toBe((await metricsOf(run)).at(-1)!.step);
  expect(last % 10).not.toBe(0);
  await resume({ run });
  await start({ run: whole, given: { set: 4, batch: 4 } });
  expect(await bytes(run)).toEqual(await bytes(whole));
});

test('two processes do not train one run', async () => {
  const run = await newRun();
  const others: unknown[] = [];
  await start({
    run,
    onStep: (step) => {
      if (step === 5) others.push(resume({ run }).catch((error) => error));
    },
    stopAfter: 12,
  });
  expect(await Promise.all(others)).toEqual([
    expect.objectContaining({ message: expect.stringMatching(/run is in use by process \d+/) }),
  ]);
  expect(await readdir(run)).not.toContain('.lock');
});

test('a run that another process has taken meanwhile gets nothing more', async () => {
  const run = await newRun();
  const other = JSON.stringify({ id: 'other', pid: 1, host: 'far', machine: 'far' });
  const onStep = (step: number): void => {
    if (step === 5) writeFileSync(join(run, '.lock'), other);
  };
  await expect(start({ run, onStep })).rejects.toThrow(/in use by process 1 on far/);
  expect((await metricsOf(run)).map(({ step }) => step)).toEqual([1, 2, 3, 4, 5]);
  expect(await checkpointsOf(run)).toEqual([]);
  expect(readFileSync(join(run, '.lock'), 'utf8')).toBe(other);
});

test('a checkpoint that cannot be written ends the training there, with its path', async () => {
  const run = await newRun();
  const folder = join(run, 'checkpoints');
  const steps: number[] = [];
  const onStep = (step: number) => {
    steps.push(step);
    if (step !== 15) return;
    renameSync(folder, `${folder}-away`);
    writeFileSync(folder, 'in the way');
  };
  await expect(start({ run, onStep })).rejects.toThrow(
    /checkpoints\/step-00000020\.safetensors could not be written.*--resume/,
  );
  expect(steps.at(-1)).toBe(20);
  rmSync(folder);
  renameSync(`${folder}-away`, folder);
  expect(await resume({ run })).toMatchObject({ step: 30 });
});

test.skipIf(!canMount)(
  'a disk that becomes full costs no step: the older checkpoint makes room',
  async () => {
    const disk = mountedDisk('400k');
    const [run, whole] = [join(disk, 'run'), await newRun()];
    const given = { checkpointEvery: 5, validateEvery: 15 };
    const ballast = join(disk, 'ballast');
    const onStep = (step: number) => {
      if (step === 12) spawnSync('dd', ['if=/dev/zero', `of=${ballast}`]);
    };
    const error = await start({ run, given, onStep }).catch((error) => error);
    expect(error).toMatchObject({ code: 'ENOSPC', path: expect.stringContaining(run) });
    const last = (await checkpointsOf(run)).at(-1);
    rmSync(ballast);
    const steps: number[] = [];
    await resume({ run, onStep: (step) => steps.push(step) });
    expect(last).toBe(`step-${String(steps[0]! - 1).padStart(8, '0')}.safetensors`);
    expect(steps[0]).toBeGreaterThan(12);
    await start({ run: whole, given });
    expect(await bytes(run)).toEqual(await bytes(whole));
    expect(await metricsOf(run)).toEqual(await metricsOf(whole));
  },
);

test.skipIf(!canMount)('a disk without room for checkpoints is found before the first step', async () => {
  const disk = mountedDisk('200k');
  const run = join(disk, 'run');
  await expect(start({ run, given: { code: 100, encoder: [16], decoder: [16, 16] } })).rejects.toThrow(
    /checkpoints of this training take .* but the disk of .* has/,
  );
  expect(readdirNow(disk)).toEqual([]);
});

test('a resumed training asks for the images that it began with, wherever they lie', async () => {
  const folder = await emptyFolder();
  const [data, moved, others] = ['data', 'moved', 'others'].map((name) => join(folder, name));
  const request = { size: 8, seed: 1, kinds: ['x', 'glow'], workers: 0, batchSize: 4 };
  const batches = { train: 6, validation: 2, test: 0 };
  for (const out of [data!, others!]) await renderDataset({ scene: dotScene, out, ...request, batches });
  // Other images, of which dataset.json says the same.
  for (const split of ['train', 'validation']) {
    const [x, glow] = ['x', 'glow'].map((kind) => join(others!, split, kind));
    const images = join(others!, split, 'swap');
    renameSync(x!, images);
    renameSync(glow!, x!);
    renameSync(images, glow!);
  }
  const run = join(folder, 'run');
  const open = async (path: string) => {
    const source = await openDataset(path);
    onTestFinished(() => source.close());
    return source;
  };
  await train({
    run,
    source: await open(data!),
    dataPath: data!,
    engine,
    options: tinyOptions({ kinds: 'x=1,glow=1' }),
    ...observers({ stopAfter: 5 }),
  });
  await expect(resume({ run, source: await open(others!) })).rejects.toThrow(
    /images of the data are not what they were\. Put the images back, or say with --data where they are now, or start/,
  );
  renameSync(data!, moved!);
  await resumeTraining({ run, source: await open(moved!), dataPath: moved!, engine, given: {} });
  expect(JSON.parse(readFileSync(join(run, 'config.json'), 'utf8')).data.path).toBe(moved);
});

test('a model that goes on training does not change a training that has started from it', async () => {
  const [model, run, whole] = [await newRun(), await newRun(), await newRun()];
  await start({ run: model, given: { steps: 10, schedule: 'constant' } });
  await start({ run: whole, from: model });
  await start({ run, from: model, stopAfter: 1 });
  // As if killed right after it began.
  rmSync(join(run, 'checkpoints', 'step-00000001.safetensors'));
  await resume({ run: model, given: { steps: 40 } });
  await resume({ run });
  expect(await bytes(run)).toEqual(await bytes(whole));
  rmSync(join(run, 'checkpoints'), { recursive: true });
  await expect(resume({ run })).rejects.toThrow(/that model has changed since/);
});

test('a training that the engine cannot run leaves no folder behind', async () => {
  const run = await newRun();
  let disposed = 0;
  const broken = {
    ...engine,
    prepare: async (...[network, options]: Parameters<typeof engine.prepare>) => {
      if (network.name === 'decoder') throw new Error('out of memory');
      return { ...(await engine.prepare(network, options)), dispose: async () => void disposed++ };
    },
  };
  const request = { run, source: tinySource(), engine: broken, options: tinyOptions() };
  await expect(train(request)).rejects.toThrow('out of memory');
  expect(readdirNow(join(run, '..'))).toEqual([]);
  expect(disposed).toBe(1);
});

test('what is no line of metrics is set aside, not taken for a fault or for nothing', async () => {
  const run = await newRun();
  await start({ run, stopAfter: 5 });
  const metrics = join(run, 'metrics.jsonl');
  const [first, ...rest] = readFileSync(metrics, 'utf8').split('\n');
  const spoilt = [first, '\0\0garbage', '17', ...rest].join('\n');
  writeFileSync(metrics, spoilt);
  await resume({ run });
  expect((await metricsOf(run)).filter(({ validation }) => !validation)).toHaveLength(30);
  expect(readFileSync(join(run, 'metrics.damaged.jsonl'), 'utf8')).toBe(spoilt);
  rmSync(metrics);
  mkdirSync(metrics);
  await expect(resume({ run, given: { steps: 30 } })).rejects.toMatchObject({ code: 'EISDIR' });
});

test('a run that is a file, or a link to nothing, or holds only what systems put there', async () => {
  const folder = await emptyFolder();
  writeFileSync(join(folder, 'file'), '');
  await expect(start({ run: join(folder, 'file') })).rejects.toThrow(/file cannot be made a folder/);
  await expect(start({ run: join(folder, 'file', 'run') })).rejects.toThrow(/cannot be made a folder/);
  symlinkSync('nowhere', join(folder, 'link'));
  await expect(start({ run: join(folder, 'link') })).rejects.toThrow(/link is a link to what is not there/);
  mkdirSync(join(folder, 'run'));
  writeFileSync(join(folder, 'run', '.DS_Store'), '');
  expect(await start({ run: join(folder, 'run'), given: { steps: 1 } })).toMatchObject({ step: 1 });
});

function readdirNow(folder: string): string[] {
  return execFileSync('ls', [folder]).toString().split('\n').slice(0, -1);
}
