import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { npyHeader } from '../../dist/dataset/npy.js';
import { openDataset } from '../../dist/dataset/openDataset.js';
import { renderDataset } from '../../dist/dataset/renderDataset.js';
import { createOnnxEngine } from '../../dist/engine/onnx/onnxEngine.js';
import { prepareModel } from '../../dist/model/model.js';
import { readModel, writeModel } from '../../dist/model/modelFile.js';
import { readExtent, readImage } from '../../dist/picture/readImage.js';
import { openScene } from '../../dist/scene/openScene.js';
import { startStudio } from '../../dist/studio/server/server.js';
import { resolveOptions } from '../../dist/training/options.js';
import { RunFolder } from '../../dist/training/run.js';
import { fileTargets, withHeader } from './fileTargets.js';
import { mutate, mutateText, pick } from './mutate.js';
import { same } from './same.js';
import { tinyModel } from './tinyModel.js';

/**
 * What reads files and requests of others. Each target takes one that is damaged and reads it; it throws a `UserError`,
 * which is a refusal, or comes to its end, which is a right answer; anything else is a finding.
 *
 * @param folder empty, for this process alone
 * @returns by name
 */
export async function openTargets(folder) {
  return {
    '.safetensors': await modelTarget(join(folder, 'model')),
    ...(await datasetTargets(join(folder, 'data'))),
    '.npz': await npzTarget(join(folder, 'sprites.npz')),
    ...(await runTargets(join(folder, 'run'))),
    images: await imageTarget(join(folder, 'images')),
    requests: await requestTarget(join(folder, 'runs')),
    ...(await fileTargets(join(folder, 'files'))),
  };
}

async function modelTarget(folder) {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'model.safetensors');
  const file = await tinyModel();
  await writeModel(path, file);
  const whole = await readFile(path);
  return async (random) => {
    await writeFile(path, random.integer(2) === 0 ? mutate(whole, random) : withHeader(whole, random));
    const { parameters } = await readModel(path);
    if (!same(parameters.data, file.parameters.data)) throw new Error('other parameters than were written');
  };
}

async function datasetTargets(out) {
  const batches = { train: 2, validation: 1, test: 1 };
  const scene = await openScene('sprites');
  await renderDataset({
    scene,
    out,
    size: 16,
    seed: 1,
    batches,
    kinds: ['x', 'all'],
    workers: 0,
    batchSize: 4,
  });
  const whole = new Map();
  for (const name of await readdir(out, { recursive: true }))
    if (/\.(npy|json)$/.test(name)) whole.set(name, await readFile(join(out, name)));
  const expected = new Map();
  await readAll((place, batch) => expected.set(place, batch));
  const arrays = [...whole.keys()].filter((name) => name.endsWith('.npy')).sort();

  async function readAll(use) {
    const source = await openDataset(out);
    try {
      for (const [split, kinds] of Object.entries(source.info.splits))
        for (const [kind, count] of Object.entries(kinds))
          for (let i = 0; i < Math.min(count, 4); i++)
            use(`${split} ${kind} ${i}`, await source.read(split, kind, i));
    } finally {
      await source.close();
    }
  }

  const compare = (place, { images }) => {
    if (!same(images, expected.get(place).images))
      throw new Error(`${place} has other images than were rendered`);
  };
  return {
    async '.npy'(random) {
      const name = pick(arrays, random);
      await writeFile(join(out, name), mutate(whole.get(name), random));
      await readAll(compare).finally(() => writeFile(join(out, name), whole.get(name)));
    },
    async 'dataset.json'(random) {
      const name = join(out, 'dataset.json');
      await writeFile(name, mutateText(whole.get('dataset.json').toString(), random));
      await readAll(compare).finally(() => writeFile(name, whole.get('dataset.json')));
    },
  };
}

async function npzTarget(path) {
  const counts = [1, 3, 2, 4, 2, 3];
  const images = counts.reduce((a, b) => a * b);
  const size = 8;
  const levels = Array.from({ length: images }, (_, image) => {
    let rest = image;
    const each = counts.toReversed().map((count) => {
      const level = rest % count;
      rest = (rest - level) / count;
      return BigInt(level);
    });
    return each.reverse();
  });
  const array = (layout, bytes) => Buffer.concat([npyHeader(layout), bytes]);
  const pictures = new Uint8Array(images * size * size).map((_, i) => (i * 7) & 1);
  const arrays = {
    'imgs.npy': array({ dtype: '|u1', shape: [images, size, size] }, pictures),
    'latents_classes.npy': array(
      { dtype: '<i8', shape: [images, counts.length] },
      new Uint8Array(BigInt64Array.from(levels.flat()).buffer),
    ),
  };
  const zip = (files) => zipSync(files, { level: 6 });
  return async (random) => {
    const name = pick(Object.keys(arrays), random);
    const bytes =
      random.integer(2) === 0
        ? mutate(zip(arrays), random)
        : zip({ ...arrays, [name]: mutate(arrays[name], random) });
    await writeFile(path, bytes);
    const source = await openDataset(path);
    await source.read('train', 'all', 0, { first: 0, count: 2 });
    await source.close();
  };
}

async function runTargets(path) {
  const folder = new RunFolder(path);
  const info = { scene: 'sprites', size: 16, batchSize: 4, seed: 1 };
  const scene = await openScene('sprites');
  const options = resolveOptions(
    'default',
    { steps: 10 },
    { ...info, ...scene, splits: { train: { all: 1 }, validation: {}, test: {} } },
  );
  const config = {
    versions: { dcign: '0' },
    engine: { name: 'onnx', precision: 'fp32', description: 'ONNX Runtime' },
    options,
    data: { info },
  };
  await folder.create(config);
  const written = await readFile(folder.config, 'utf8');
  const metrics = Array.from({ length: 9 }, (_, i) => ({
    ...{ step: i + 1, kind: 'all', loss: 100 / (i + 1), likelihood: 3.5, kl: 1e-9 },
    ...(i % 3 === 2 && { validation: { loss: 99.5 } }),
  }));
  const lines = metrics.map((line) => `${JSON.stringify(line)}\n`).join('');
  return {
    async 'config.json'(random) {
      await writeFile(folder.config, mutateText(written, random));
      const { options: read } = await folder.readConfig();
      if (!(read.steps > 0)) throw new Error(`a training of ${read.steps} steps`);
    },
    async 'metrics.jsonl'(random) {
      const damaged =
        random.integer(2) === 0 ? mutate(Buffer.from(lines), random) : mutateText(lines, random);
      await writeFile(folder.metrics, damaged);
      await folder.rewind({ step: 6, validationDue: false }, 10);
      const kept = (await readFile(folder.metrics, 'utf8')).split('\n').slice(0, -1);
      for (const line of kept) if (!(JSON.parse(line).step <= 6)) throw new Error(`kept is ${line}`);
    },
  };
}

async function imageTarget(folder) {
  await mkdir(folder, { recursive: true });
  const [width, height] = [40, 30];
  const pixels = Buffer.from({ length: width * height * 3 }).map((_, i) => (i * 37) % 251);
  const picture = () => sharp(pixels, { raw: { width, height, channels: 3 } });
  const grey = await picture().toColourspace('b-w').raw().toBuffer();
  const whole = {
    'a.png': await picture().png().toBuffer(),
    'b.png': await picture().png({ palette: true, progressive: true }).toBuffer(),
    'a.jpg': await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    'b.jpg': await picture().jpeg({ progressive: true }).toBuffer(),
    'a.webp': await picture().webp().toBuffer(),
    'b.webp': await picture().webp({ lossless: true }).toBuffer(),
    'a.tiff': await picture().tiff().toBuffer(),
    'b.tiff': await picture()
      .tiff({ compression: 'lzw', tile: true, tileWidth: 16, tileHeight: 16 })
      .toBuffer(),
    'a.gif': await picture().gif().toBuffer(),
    'a.avif': await picture().avif({ effort: 0 }).toBuffer(),
    'a.pgm': Buffer.concat([Buffer.from(`P5\n# a comment\n${width} ${height}\n255\n`), grey]),
    'b.pgm': Buffer.from(`P2 ${width} ${height} 255\n${[...grey].join(' ')}\n`),
  };
  return async (random) => {
    const name = pick(Object.keys(whole), random);
    const path = join(folder, name);
    await writeFile(path, mutate(whole[name], random));
    const { width, height } = await readExtent(path);
    if (!(width > 0 && height > 0)) throw new Error(`${width} x ${height} pixels`);
    const read = await readImage(path, 16);
    if (read.length !== 256) throw new Error(`${read.length} pixels`);
  };
}

async function requestTarget(runs) {
  const faults = [];
  const model = await prepareModel(await tinyModel(), await createOnnxEngine({ threads: 1 }));
  const studio = await startStudio({
    ...{ model, description: {}, assets: new Map(), runs, host: '127.0.0.1', port: 0 },
    onFault: (error) => faults.push(error),
  });
  const pixels = Buffer.from({ length: 300 }).map((_, i) => (i * 37) % 251);
  const picture = sharp(pixels, { raw: { width: 20, height: 15, channels: 1 } });
  const images = {
    'image/png': await picture.clone().png().toBuffer(),
    'image/jpeg': await picture.clone().jpeg().toBuffer(),
    'image/webp': await picture.clone().webp().toBuffer(),
  };
  const image = images['image/png'].toString('base64');
  const json = {
    'api/encode': JSON.stringify({ image, frame: 'middle', crop: [10, 7, 12, 3] }),
    'api/decode': JSON.stringify({ codes: [[0.5, -1, 2, 0]] }),
    'api/rerender': JSON.stringify({ image, frame: 'none', set: { azimuth: 1.5, light: -2 } }),
  };
  return async (random) => {
    const asJson = random.integer(3) > 0;
    const path = asJson ? pick(Object.keys(json), random) : 'api/encode';
    const type = asJson ? 'application/json' : pick(Object.keys(images), random);
    const body = asJson
      ? random.integer(4) > 0
        ? mutateText(json[path], random)
        : mutate(Buffer.from(json[path]), random)
      : mutate(images[type], random);
    const answer = await fetch(studio.url + path, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    const said = await answer.arrayBuffer();
    const [fault] = faults.splice(0);
    if (fault !== undefined) throw fault;
    if (answer.status >= 500) throw new Error(`HTTP ${answer.status} ${Buffer.from(said)}`);
    if (answer.status >= 400)
      throw Object.assign(new Error(Buffer.from(said).toString()), { name: 'UserError' });
  };
}
