import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reportFolder } from '../../src/cli/reportFolder.js';
import { openModel, prepareModel } from '../../src/model/model.js';
import { readModel, writeModel } from '../../src/model/modelFile.js';
import {
  hasShippedModel,
  modelOrShipped,
  shipModel,
  shippedName,
  writeChecksum,
} from '../../src/model/shipped.js';
import { Random } from '../../src/numeric/random.js';
import { parseSceneName } from '../../src/scene/sceneName.js';
import { commandModel } from '../../src/studio/commandModel.js';
import { referenceEngine } from '../training/referenceEngine.js';
import { emptyFolder } from '../training/tiny.js';
import { tinyModel } from './tinyModel.js';

test('a model to ship decodes the same pictures to a fraction of a grey level, from half the bytes', async () => {
  const folder = await emptyFolder();
  const whole = join(folder, 'whole.safetensors');
  await writeModel(whole, tinyModel);
  const { path, bytes, sha256 } = await shipModel(await readModel(whole), join(folder, 'faces'));
  const [file, original] = [await readFile(path), await readFile(whole)];
  const { length } = tinyModel.parameters.data;
  expect(original.length - bytes).toBeGreaterThan(2 * length - 16);
  expect(bytes).toBe(file.length);
  expect(sha256).toBe(createHash('sha256').update(file).digest('hex'));

  const half = await openModel(join(folder, 'faces'), referenceEngine);
  const full = await prepareModel(tinyModel, referenceEngine);
  expect(half.description).toEqual(tinyModel.description);
  const random = new Random('pictures');
  const codes = Float32Array.from({ length: 8 * 4 }, () => random.normal());
  const [ours, truth] = [await half.decode(codes), await full.decode(codes)];
  const error = Math.max(...ours.map((grey, i) => Math.abs(grey - truth[i]!)));
  expect(error).toBeGreaterThan(0);
  expect(255 * error).toBeLessThan(0.5);
  const images = Float32Array.from({ length: 8 * 64 }, () => random.uniform());
  const { mu } = await half.encode(images);
  (await full.encode(images)).mu.forEach((z, i) => {
    expect(mu[i]).toBeCloseTo(z, 2);
  });
});

test('without --model the shipped one is meant, where there is one', async () => {
  const folder = join(await emptyFolder(), 'faces');
  expect(modelOrShipped('runs/mine', folder)).toBe('runs/mine');
  expect(hasShippedModel(folder)).toBe(false);
  expect(() => modelOrShipped(undefined, folder)).toThrow(
    /missing: there is no .*model\.safetensors.*--model/,
  );
  const whole = join(folder, '..', 'whole.safetensors');
  await writeModel(whole, tinyModel);
  const { path } = await shipModel(await readModel(whole), folder);
  expect(modelOrShipped(undefined, folder)).toBe(folder);
  const bytes = await readFile(path);
  bytes[bytes.length - 1]! ^= 1;
  await writeFile(path, bytes);
  await expect(readModel(modelOrShipped(undefined, folder))).rejects.toThrow(/checksum/);
});

test('the checksum goes into the line of the model card that is there for it', async () => {
  const card = join(await emptyFolder(), 'README.md');
  await writeFile(card, '# Faces\n\nsha256 of `model.safetensors`: `not yet`\n\nMore.\n');
  await writeChecksum(card, 'abc');
  expect(await readFile(card, 'utf8')).toBe('# Faces\n\nsha256 of `model.safetensors`: `abc`\n\nMore.\n');
  await writeFile(card, '# Faces\n');
  await expect(writeChecksum(card, 'abc')).rejects.toThrow(/no line for the checksum/);
});

test('a model in the box goes by its name, unless something there is called so', async () => {
  for (const name of ['faces', 'photographs', 'chairs']) {
    const folder = modelOrShipped(name);
    expect(folder.endsWith(join('models', name))).toBe(true);
    expect(shippedName(folder)).toBe(name);
    // Where a command is given that folder, the studio says the name, and a report goes elsewhere.
    expect(reportFolder({ model: folder, force: true }, 'report.json')).toBe('evaluation');
  }
  expect(commandModel(modelOrShipped('chairs'), false)).toEqual(['--model', 'chairs']);
  expect(shippedName('runs/chairs')).toBeUndefined();
  expect(modelOrShipped('src')).toBe('src');
});

test.for([
  ['faces', 'faces'],
  ['photographs', 'faces'],
  ['chairs', 'chairs'],
])('the weights of %s in the box are those that their card speaks of', async ([name, scene], { skip }) => {
  const folder = modelOrShipped(name);
  skip(!hasShippedModel(folder), `there is no ${folder}/model.safetensors`);
  const path = join(folder, 'model.safetensors');
  const { description } = await readModel(path);
  expect(parseSceneName(description.data.scene).kind).toBe(scene);
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain(sha256);
});
