import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openDataset } from '../../dist/dataset/openDataset.js';
import { renderDataset } from '../../dist/dataset/renderDataset.js';
import { streamScene } from '../../dist/dataset/streamSource.js';
import { createOnnxEngine } from '../../dist/engine/onnx/onnxEngine.js';
import { openModel } from '../../dist/model/model.js';
import { writeModel } from '../../dist/model/modelFile.js';
import { openScene } from '../../dist/scene/openScene.js';
import { tinyModel } from './tinyModel.js';

/** Of memory between the middle and the end; the allocator alone moves by half of it. */
const MOST_MEGABYTES = 64;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/**
 * Opens and closes what the library gives out. Files and memory must not grow.
 *
 * @param progress which of them are done; each is tried in one process
 * @returns how many of them do
 */
export async function handlesCampaign(count, progress) {
  const folder = await mkdtemp(join(tmpdir(), 'dcign-handles-'));
  let growing = 0;
  console.log(
    '| opened and closed | times | open files more | MB more in the second half |\n|---|---|---|---|',
  );
  try {
    const done = progress.of('handles', {});
    for (const [name, use] of Object.entries(await handlesIn(folder))) {
      done[name] ??= await growth(use, count);
      progress.note('handles', done);
      const { files, megabytes } = done[name];
      if (files > 0 || megabytes > MOST_MEGABYTES) growing++;
      console.log(`| ${name} | ${count} | ${files} | ${megabytes.toFixed(0)} |`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  console.log();
  return growing;
}

async function growth(use, count) {
  const before = [];
  for (let i = 0; i < count; i++) {
    await use();
    if (i === Math.floor(count / 2) || i === Math.min(10, count - 1)) before.push(await held());
  }
  const after = await held();
  return {
    files: after.files - before[0].files,
    megabytes: after.megabytes - before.at(-1).megabytes,
  };
}

async function held() {
  collect();
  return {
    // Other systems do not say.
    files: (await readdir('/proc/self/fd').catch(() => [])).length,
    megabytes: process.memoryUsage.rss() / 2 ** 20,
  };
}

async function handlesIn(folder) {
  const model = join(folder, 'model.safetensors');
  await writeModel(model, await tinyModel());
  const data = join(folder, 'data');
  const scene = await openScene('sprites');
  const batches = { train: 1, validation: 0, test: 0 };
  await renderDataset({
    scene,
    out: data,
    size: 16,
    seed: 1,
    batches,
    kinds: ['all'],
    workers: 0,
    batchSize: 4,
  });
  return {
    async 'a model on an engine'() {
      const opened = await openModel(model, await createOnnxEngine({ threads: 1 }));
      await opened.encode(new Float32Array(256));
      await opened.dispose();
    },
    async 'a data set'() {
      const source = await openDataset(data);
      await source.read('train', 'all', 0);
      await source.close();
    },
    async 'a scene that is drawn'() {
      const source = streamScene(scene, { size: 16, seed: 1, workers: 1 });
      await source.read('train', 'all', 0);
      await source.close();
    },
  };
}
