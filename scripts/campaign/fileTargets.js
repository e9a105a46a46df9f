import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Document, NodeIO } from '@gltf-transform/core';
import sharp from 'sharp';
import { compareRuns } from '../../dist/evaluation/compare.js';
import { Random } from '../../dist/numeric/random.js';
import { readGallery, writeGallery } from '../../dist/recognition/galleryFile.js';
import { openScene } from '../../dist/scene/openScene.js';
import { readSceneFile } from '../../dist/scene/sceneFile.js';
import { Adam } from '../../dist/training/adam.js';
import { restoreCheckpoint, writeCheckpoint } from '../../dist/training/checkpoint.js';
import { mutate, mutateText, pick } from './mutate.js';
import { same } from './same.js';
import { tinyModel } from './tinyModel.js';

/** Galleries of people, checkpoints, objects, scenes and reports: what else is read that somebody may have changed. */
export async function fileTargets(folder) {
  await mkdir(folder, { recursive: true });
  return {
    galleries: await galleryTarget(join(folder, 'people.safetensors')),
    checkpoints: await checkpointTarget(join(folder, 'checkpoints')),
    objects: await objectTarget(join(folder, 'objects')),
    'scenes and reports': await jsonTarget(folder),
  };
}

async function galleryTarget(path) {
  const gallery = {
    recogniser: {
      ...{ model: 'abc', kind: 'whitened', threshold: 0.5, equalErrorRate: 0.1 },
      projection: {
        mean: Float32Array.of(1, 2, 3),
        scale: Float32Array.of(1, 1, 2),
        directions: Float32Array.of(1, 0, 0, 0, 1, 0),
      },
    },
    names: ['Ada', 'Émile'],
    vectors: Float32Array.of(1, 0, 0, 1),
  };
  await writeGallery(path, gallery);
  const whole = await readFile(path);
  return async (random) => {
    await writeFile(path, random.integer(2) === 0 ? mutate(whole, random) : withHeader(whole, random));
    const { recogniser, names, vectors } = await readGallery(path);
    if (names.length * 2 !== vectors.length) throw new Error(`${names.length} names of ${vectors}`);
    if (!Number.isFinite(recogniser.threshold)) throw new Error(`a threshold of ${recogniser.threshold}`);
  };
}

async function checkpointTarget(folder) {
  const { parameters } = await tinyModel();
  const newState = () => {
    const optimiser = new Adam(parameters.specs, { beta1: 0.9, beta2: 0.99 });
    return {
      ...{ step: 7, parameters: optimiser.parameters, optimiser },
      ...{ best: { step: 5, loss: 99.5 }, validationDue: false },
    };
  };
  const written = newState();
  written.parameters.data.set(parameters.data);
  await writeCheckpoint(folder, written, 'config');
  const path = join(folder, 'step-00000007.safetensors');
  const whole = await readFile(path);
  return async (random) => {
    await writeFile(path, random.integer(2) === 0 ? mutate(whole, random) : withHeader(whole, random));
    const state = newState();
    await restoreCheckpoint(folder, state, 'config');
    if (!same(state.parameters.data, parameters.data)) throw new Error('other parameters than were written');
    if (!(state.best === undefined || (state.best.step >= 0 && Number.isFinite(state.best.loss))))
      throw new Error(`the best model is of step ${state.best.step}, loss ${state.best.loss}`);
  };
}

/** Another header of the length that it says, before the same numbers. */
export function withHeader(whole, random) {
  const length = Number(whole.readBigUInt64LE(0));
  const text = Buffer.from(mutateText(whole.toString('utf8', 8, 8 + length), random));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([size, text, whole.subarray(8 + length)]);
}

async function objectTarget(folder) {
  await mkdir(folder, { recursive: true });
  const whole = {
    'a.glb': await tetrahedron('a'),
    'b.obj': Buffer.from(OBJ),
    'c.glb': await tetrahedron('c'),
  };
  for (const [name, bytes] of Object.entries(whole)) await writeFile(join(folder, name), bytes);
  return async (random) => {
    const name = pick(Object.keys(whole), random);
    const path = join(folder, name);
    const damaged =
      name === 'b.obj' && random.integer(2) === 0
        ? mutateText(whole[name].toString(), random)
        : mutate(whole[name], random);
    await writeFile(path, damaged);
    try {
      const scene = await openScene(`meshes:${folder}`);
      const { length } = scene.factors.flatMap(({ parameters }) => parameters);
      const picture = scene.render(new Float32Array(length), 16);
      if (picture.length !== 256) throw new Error(`${picture.length} pixels`);
    } finally {
      await writeFile(path, whole[name]);
    }
  };
}

const OBJ = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nvn 0 0 1\nf 1//1 3//1 2//1\nf 1 2 4\nf 1 4 3\nf 2 3 4\n';

async function tetrahedron(name) {
  const document = new Document();
  const buffer = document.createBuffer();
  const accessor = (type, array) => document.createAccessor().setType(type).setArray(array).setBuffer(buffer);
  const noise = Buffer.from(Array.from({ length: 192 }, () => new Random('texture', name).integer(256)));
  const png = await sharp(noise, { raw: { width: 8, height: 8, channels: 3 } })
    .png()
    .toBuffer();
  const texture = document.createTexture('tile').setImage(png).setMimeType('image/png');
  const primitive = document
    .createPrimitive()
    .setAttribute('POSITION', accessor('VEC3', Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1)))
    .setAttribute('TEXCOORD_0', accessor('VEC2', Float32Array.of(0, 0, 1, 0, 0, 1, 1, 1)))
    .setIndices(accessor('SCALAR', Uint16Array.of(0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3)))
    .setMaterial(document.createMaterial().setBaseColorTexture(texture));
  const node = document.createNode().setMesh(document.createMesh().addPrimitive(primitive));
  document.createScene().addChild(node);
  return Buffer.from(await new NodeIO().writeBinary(document));
}

async function jsonTarget(folder) {
  const scene = join(folder, 'scene.json');
  const report = join(folder, 'report.json');
  const described = '{"scene": "sprites", "values": {"x": 3, "rotation": 20}, "size": 32, "channels": 1}';
  const measured = JSON.stringify({
    reconstruction: { psnr: 20.5, ssim: { mean: 0.9, interval: [0.8, 0.95] } },
    encoder: { azimuth: { eta2: 0.99 } },
  });
  return async (random) => {
    const isScene = random.integer(2) === 0;
    const text = isScene ? described : measured;
    const damaged = random.integer(3) > 0 ? mutateText(text, random) : mutate(Buffer.from(text), random);
    await writeFile(isScene ? scene : report, damaged);
    if (isScene) {
      const { scene: drawn, values, size, channels } = await readSceneFile(scene);
      const { length } = drawn.render(values, size, channels);
      if (length !== size * size * channels) throw new Error(`${length} bytes`);
    } else await compareRuns([report, report]);
  };
}
