import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.js';
import type { ModelDescription } from '../../src/model/description.js';
import { openModel, prepareModel } from '../../src/model/model.js';
import { readModel, writeModel } from '../../src/model/modelFile.js';
import { Random } from '../../src/numeric/random.js';
import { referenceEngine } from '../training/referenceEngine.js';
import { emptyFolder } from '../training/tiny.js';
import { tinyModel } from './tinyModel.js';

const { description, parameters } = tinyModel;
const { architecture } = description;

async function saved(name = 'model.safetensors', change: Partial<ModelDescription> = {}): Promise<string> {
  const path = join(await emptyFolder(), name);
  await writeModel(path, { description: { ...description, ...change }, parameters });
  return path;
}

test('a model comes back from its file, and from the folder it lies in', async () => {
  const path = await saved();
  for (const place of [path, join(path, '..')]) {
    const file = await readModel(place);
    expect(file.description).toEqual(description);
    expect(file.parameters.data).toEqual(parameters.data);
  }
  const best = await saved('best.safetensors');
  expect((await readModel(join(best, '..'))).description.training.step).toBe(7);
});

test('where the second network cannot be prepared, the memory of the first one is freed', async () => {
  let held = 0;
  const engine: Engine = {
    ...referenceEngine,
    async prepare(network, options) {
      if (network.name === 'decoder') throw new Error('out of memory');
      held++;
      return { ...(await referenceEngine.prepare(network, options)), dispose: async () => void held-- };
    },
  };
  await expect(prepareModel({ description, parameters }, engine)).rejects.toThrow('out of memory');
  expect(held).toBe(0);
});

test('any number of images: each comes out as if it were alone', async () => {
  const model = await prepareModel({ description, parameters }, referenceEngine);
  const random = new Random('images');
  for (const n of [1, 8, 11]) {
    const images = Float32Array.from({ length: n * 64 }, () => random.uniform());
    const { mu, logVar } = await model.encode(images);
    expect([mu.length, logVar.length]).toEqual([4 * n, 4 * n]);
    const last = await model.encode(images.slice(-64));
    expect(mu.slice(-4)).toEqual(last.mu);
    expect(logVar.slice(-4)).toEqual(last.logVar);
    const pictures = await model.decode(mu);
    expect(pictures).toHaveLength(64 * n);
    expect(pictures.every((p) => p > 0 && p < 1)).toBe(true);
    expect(pictures.slice(-64)).toEqual(await model.decode(last.mu));
  }
  expect((await model.encode(new Float32Array())).mu).toHaveLength(0);
  await model.dispose();
});

test('calls that overlap wait for each other', async () => {
  const model = await openModel(await saved(), referenceEngine);
  const codes = [0, 1, 2].map((x) => new Float32Array(4).fill(x));
  const together = await Promise.all(codes.map((code) => model.decode(code)));
  for (const [i, code] of codes.entries()) expect(together[i]).toEqual(await model.decode(code));
});

test('refuses what is no intact model', async () => {
  const path = await saved();
  const bytes = await readFile(path);
  const tampered = Uint8Array.from(bytes);
  tampered[bytes.length - 2]! ^= 1;
  await writeFile(path, tampered);
  await expect(readModel(path)).rejects.toThrow(/checksum/);
  await writeFile(path, bytes.subarray(0, bytes.length - 100));
  await expect(readModel(path)).rejects.toThrow(/damaged/);
  await writeFile(
    path,
    Buffer.from(bytes.toString('latin1').replace('dcign model 1', 'dcign model 9'), 'latin1'),
  );
  await expect(readModel(path)).rejects.toThrow(/dcign model 9, expected dcign model 1/);
  await writeFile(path, Buffer.from(bytes.toString('latin1').replace('spearman', 'speerman'), 'latin1'));
  await expect(readModel(path)).rejects.toThrow(/description of the model.*damaged/);
  await expect(readModel(join(path, '..', 'nowhere'))).rejects.toThrow(/no model at/);
  await expect(readModel(await emptyFolder())).rejects.toThrow(/holds no model/);
  // Of a description that asks for more than there is, nothing is made.
  const vast = await saved('vast.safetensors', { architecture: { ...architecture, encoder: [2 ** 30] } });
  await expect(readModel(vast)).rejects.toThrow(/would have \d+ parameters/);
  const residual = { encoderBlocks: [2 ** 40], decoderBlocks: [1, 1], patch: 2 };
  const deep = await saved('deep.safetensors', { architecture: { ...architecture, residual } });
  await expect(readModel(deep)).rejects.toThrow(/1000 at most/);
  const other = await saved('other.safetensors', { architecture: { ...architecture, encoder: [3] } });
  await expect(readModel(other)).rejects.toThrow(/encoder.conv1.weight should be \[3, 1, 5, 5\]/);
});
