import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { streamScene } from '../../../src/dataset/streamSource.js';
import { readModel } from '../../../src/model/modelFile.js';
import { readSafetensors } from '../../../src/network/safetensors.js';
import { createFaceScene } from '../../../src/scene/faceScene.js';
import { pearson, ranks } from '../../../src/statistics/correlation.js';
import { modelBytes } from '../../../src/studio/page/learn/bytes.js';
import { choicesOf, kindsOf, lessonOptions } from '../../../src/studio/page/learn/choices.js';
import { lessonCommand } from '../../../src/studio/page/learn/command.js';
import { type News, openLesson } from '../../../src/studio/page/learn/lesson.js';
import { readHeldOut } from '../../../src/studio/page/learn/look.js';
import { heard, IDLE, type LearnState } from '../../../src/studio/page/state/learn.js';
import { scatterOf } from '../../../src/studio/page/state/scatter.js';
import { layoutOf } from '../../../src/training/layout.js';
import { resolveOptions, trainingOptions } from '../../../src/training/options.js';
import { kindWeights } from '../../../src/training/plan.js';
import { RunFolder } from '../../../src/training/run.js';
import { train } from '../../../src/training/train.js';
import { model as faces } from '../../scene/people.js';
import { referenceEngine } from '../../training/referenceEngine.js';
import { emptyFolder, metricsOf, tinyOptions, tinySource } from '../../training/tiny.js';
import { tinyModel } from '../tinyModel.js';
import { runCommand } from './browser.js';

const STEPS = 30;
const options = tinyOptions({ steps: STEPS, validateEvery: STEPS, photographs: 0 });

/** A lesson whose clock moves a second whenever it is asked, so that it is looked at after every few steps. */
async function openTiny(tell: (news: News) => void) {
  let time = 0;
  const now = (): number => {
    time += 1000;
    return time;
  };
  const source = tinySource();
  const heldOut = await readHeldOut(source, 5);
  return openLesson({ options, source, engine: referenceEngine, heldOut, tell, now });
}

test('a lesson is the training that the command makes: the same losses, and the same file', async () => {
  const news: News[] = [];
  const lesson = await openTiny((one) => news.push(one));
  await lesson.run();
  const run = join(await emptyFolder(), 'run');
  await train({ run, source: tinySource(), engine: referenceEngine, options });
  const expected = (await metricsOf(run)).flatMap(({ loss }) => (loss === undefined ? [] : [loss]));
  expect(expected).toHaveLength(STEPS);
  const losses = news.flatMap((one) => (one.kind === 'steps' ? [...one.losses] : []));
  expect(losses).toEqual(expected.map((loss) => Math.fround(loss as number)));
  const { step, file } = await lesson.save();
  expect(step).toBe(STEPS);
  expect(Buffer.from(file).equals(await readFile(join(run, 'model.safetensors')))).toBe(true);
});

test('what is looked at is each unit against the truth, whose rank correlation is that of the numbers shown', async () => {
  const news: News[] = [];
  const lesson = await openTiny((one) => news.push(one));
  await lesson.run();
  const units = news.flatMap((one) => (one.kind === 'unit' ? [one.unit] : []));
  expect(units.length).toBeGreaterThan(2);
  for (const { name, reach, values, truth, spearman } of units) {
    expect([name, reach, values.length]).toEqual(['x', 45, 20]);
    expect([...truth]).toEqual([...truth].sort((a, b) => a - b));
    expect(spearman).toBeCloseTo(pearson(ranks(values), ranks(truth)), 12);
  }
  const [face] = news.flatMap((one) => (one.kind === 'face' ? [one.face] : []));
  const { images } = await tinySource().read('test', 'all', 0);
  expect([...face!.input]).toEqual(Array.from(images.subarray(0, 64), (grey) => Math.fround(grey / 255)));
  for (const drawn of face!.drawn)
    expect(drawn.every((white) => white > 0 && white < 1) && drawn.length === 64).toBe(true);
});

test('a pause holds a lesson after the step under way, and the model can be saved meanwhile', async () => {
  let taken = 0;
  const lesson = await openTiny((one) => {
    if (one.kind !== 'steps') return;
    taken = one.step;
    if (taken === 10) lesson.pause();
  });
  const over = lesson.run();
  await vi.waitFor(() => expect(taken).toBe(10), { timeout: 60_000 });
  const { step, file } = await lesson.save();
  expect([step, taken]).toEqual([10, 10]);
  const path = join(await mkdtemp(join(tmpdir(), 'dcign-lesson-')), 'learnt.safetensors');
  await writeFile(path, file);
  expect((await readModel(path)).description.training.step).toBe(10);
  lesson.goOn();
  await over;
  expect(taken).toBe(STEPS);
});

test('where the browser lends no hash a model is saved without a seal, and can be read all the same', async () => {
  const model = await tinyModel();
  const sealed = readSafetensors(await modelBytes(model), 'sealed');
  vi.stubGlobal('crypto', {});
  try {
    const plain = readSafetensors(await modelBytes(model), 'plain');
    const { sha256, ...metadata } = sealed.metadata;
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(plain.metadata).toEqual(metadata);
    expect(plain.tensors).toEqual(sealed.tensors);
  } finally {
    vi.unstubAllGlobals();
  }
});

test('choices come from the address, and whatever it says wrongly is as usual', () => {
  const usual = choicesOf({});
  expect(usual).toMatchObject({ seed: 1, inactive: 'exchange', allBut: true, steps: 1500 });
  const asked = { seed: '7', inactive: 'mean', azimuth: '0', light: '9', allbut: 'no', steps: '5000' };
  expect(choicesOf(asked)).toEqual({
    ...{ seed: 7, inactive: 'mean', allBut: false, steps: 5000 },
    weights: { ...usual.weights, azimuth: 0, light: 9 },
  });
  for (const seed of ['-1', '1.5', '1e3', 'x', '', '1000000']) expect(choicesOf({ seed }).seed).toBe(1);
  expect(choicesOf({ azimuth: '10', inactive: 'first', steps: '7' })).toEqual(usual);
});

test('a lesson is asked for in the words of a training, and its kinds are those of the scene', () => {
  const { info } = streamScene(createFaceScene(faces), { size: 32, seed: 1 });
  for (const inactive of ['exchange', 'mean']) {
    const asked = lessonOptions(choicesOf({ inactive, light: '0', shape: '3' }));
    expect(trainingOptions.parse(asked)).toEqual(asked);
    const weights = kindWeights(asked.kinds, layoutOf(asked.groups, asked.code, info), info);
    expect(weights).toMatchObject({ azimuth: 2, 'all-but-azimuth': 2, shape: 3, 'all-but-shape': 3 });
    expect(Object.keys(weights).filter((kind) => kind.includes('light'))).toEqual([]);
  }
  expect(kindsOf(choicesOf({ allbut: 'no', shape: '0', texture: '0' }))).toBe(
    'azimuth=2,elevation=2,light=2',
  );
  const nothing = { azimuth: '0', elevation: '0', light: '0', shape: '0', texture: '0' };
  expect(kindsOf(choicesOf(nothing))).toBe('');
});

test('the command that is shown asks for the same training, but for when it is validated', () => {
  for (const address of [{}, { inactive: 'mean', seed: '5', steps: '5000', light: '0' }]) {
    const choices = choicesOf(address);
    const words = lessonCommand(choices).split(' ');
    expect(words.slice(0, 4).join(' ')).toBe('dcign train --run runs/lesson');
    const given: Record<string, unknown> = {};
    for (let i = 4; i < words.length; i += 2) {
      const name = words[i]!.slice(2).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
      const list = /^[\d,]+$/.test(words[i + 1]!) ? words[i + 1]!.split(',').map(Number) : [];
      const isList = /coder/.test(name);
      given[name] = isList
        ? list
        : (list[0] ?? (Number.isNaN(Number(words[i + 1])) ? words[i + 1] : Number(words[i + 1])));
    }
    const { size, ...options } = given;
    expect(size).toBe(32);
    const asked = resolveOptions('default', options, { size: 32, scene: 'faces' });
    const { validateEvery, validationBatches } = asked;
    expect({ ...lessonOptions(choices), validateEvery, validationBatches }).toEqual(asked);
  }
});

test('the command runs as it is copied, and is the training of so many steps', async () => {
  const folder = await emptyFolder();
  const choices = { ...choicesOf({ seed: '3', light: '0' }), steps: 2 };
  await runCommand(`${lessonCommand(choices)} --quiet`, folder);
  const run = new RunFolder(join(folder, 'runs', 'lesson'));
  const { steps, seed, kinds, code } = lessonOptions(choices);
  expect((await run.readConfig()).options).toMatchObject({ steps, seed, kinds, code });
  expect((await readModel(run.path)).description.training.step).toBe(2);
}, 600_000);

test('a scatter plot rises whichever way a unit points, and looks the same whatever its place and size', () => {
  const truth = Float32Array.from({ length: 50 }, (_, i) => i - 25);
  const values = truth.map((x) => Math.tanh(x / 10));
  const unit = { name: 'azimuth', reach: 86, values, truth, spearman: 1 };
  const points = scatterOf(unit, 2).curves[0]!.points;
  for (const [i, { x, y }] of points.entries()) {
    expect(x).toBe(truth[i]);
    if (i > 0) expect(y).toBeGreaterThan(points[i - 1]!.y);
  }
  const turned = scatterOf({ ...unit, values: values.map((v) => 5 - 3 * v), spearman: -1 }, 2);
  for (const [i, { y }] of turned.curves[0]!.points.entries()) expect(y).toBeCloseTo(points[i]!.y, 4);
  const still = scatterOf({ ...unit, values: values.map(() => 2), spearman: 0 }, 2);
  expect(still.curves[0]!.points.every(({ y }) => y === 0)).toBe(true);
  expect([still.span, still.range[0]]).toEqual([[-86, 86], -still.range[1]]);
});

test('losses find their steps, and however many there are, few are kept', () => {
  let state: LearnState = IDLE;
  state = heard(state, { kind: 'steps', step: 2, losses: Float32Array.of(8, 6), seconds: 1 });
  state = heard(state, { kind: 'steps', step: 3, losses: Float32Array.of(4), seconds: 1.5 });
  expect(state).toMatchObject({ step: 3, seconds: 1.5 });
  expect(state.losses).toEqual([
    { x: 1, y: 8 },
    { x: 2, y: 6 },
    { x: 3, y: 4 },
  ]);
  for (let step = 1000; step <= 20_000; step += 1000)
    state = heard(state, { kind: 'steps', step, losses: new Float32Array(997).fill(4), seconds: step });
  expect(state.losses.length).toBeLessThanOrEqual(4000);
  expect(state.losses.at(-1)).toEqual({ x: 20_000, y: 4 });
  expect(state.losses.every(({ y }) => y >= 4 && y <= 8)).toBe(true);
  expect(heard(state, { kind: 'broken', message: 'no more' })).toMatchObject({
    phase: 'failed',
    why: 'no more',
  });
  expect(heard(state, { kind: 'ended' }).phase).toBe('ended');
});
