import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sigmoid } from '../../src/code/likelihood.js';
import type { Engine } from '../../src/engine/engine.js';
import { createOnnxEngine } from '../../src/engine/onnx/onnxEngine.js';
import { type ModelFile, readModel } from '../../src/model/modelFile.js';
import { hasShippedModel, SHIPPED_MODEL } from '../../src/model/shipped.js';
import { buildDecoder, buildEncoder } from '../../src/network/architecture.js';
import { initialise } from '../../src/network/initialise.js';
import { parametersOf } from '../../src/network/tensors.js';
import { Random } from '../../src/numeric/random.js';
import { climb } from '../../src/refinement/climb.js';
import { headOf } from '../../src/refinement/head.js';
import { refine } from '../../src/refinement/refine.js';
import { prepareRefiner, type Refiner } from '../../src/refinement/refiner.js';
import { oneDnn, whyNoOneDnn } from '../engine/onednnLibrary.js';
import { tinyModel } from '../studio/tinyModel.js';

const engines: readonly (readonly [string, () => Promise<Engine>])[] = [
  ['onnx', () => createOnnxEngine()],
  ...(whyNoOneDnn() === undefined ? ([['onednn', () => oneDnn.createOneDnnEngine()]] as const) : []),
];

/** A decoder of random weights, strong enough that codes differ in sight. */
function randomModel(base: ModelFile, seed: number): ModelFile {
  const { architecture } = base.description;
  const networks = [buildEncoder(architecture), buildDecoder(architecture)];
  const parameters = parametersOf(...networks);
  for (const network of networks) initialise(network, parameters, new Random('refiner', seed, network.name));
  for (const { name } of parameters.specs)
    if (name === 'decoder.linear.weight') parameters.get(name).set(parameters.get(name).map((w) => 40 * w));
  return { ...base, parameters };
}

async function show(
  { description, parameters }: ModelFile,
  engine: Engine,
  code: Float32Array,
): Promise<Float32Array> {
  const options = { batch: 1, training: false, inputGradient: false };
  const decoder = await engine.prepare(buildDecoder(description.architecture), options);
  await decoder.load(parameters);
  const image = sigmoid(await decoder.forward(code));
  await decoder.dispose();
  return image;
}

const normals = (random: Random, length: number, deviation = 1): Float32Array =>
  Float32Array.from({ length }, () => deviation * random.normal());

describe.each(engines)('%s', (_, open) => {
  let engine: Engine;
  let model: ModelFile;
  let refiner: Refiner;
  let units: number;
  beforeAll(async () => {
    engine = await open();
    model = randomModel(await tinyModel(), 0);
    refiner = await prepareRefiner(model, engine);
    units = model.description.architecture.code;
  });
  afterAll(() => refiner.dispose());

  it('never makes a picture worse, and says what its code shows', async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const random = new Random('never worse', seed);
      const other = randomModel(model, seed);
      const one = await prepareRefiner(other, engine);
      const guess = normals(random, units);
      const picture = Float32Array.from({ length: 256 }, () => random.uniform());
      const found = await one.refine(guess, picture, 1 + 4 * seed);
      await one.dispose();
      const first = await show(other, engine, guess);
      const heads = [headOf(first), headOf(found.image)] as const;
      const error = (image: Float32Array): number =>
        image.reduce((sum, p, i) => sum + Math.max(heads[0][i]!, heads[1][i]!) * (p - picture[i]!) ** 2, 0);
      expect(error(found.image)).toBeLessThanOrEqual(error(first));
      expect(found.error.after).toBeLessThanOrEqual(found.error.before);
      expect(found.gained).toBeGreaterThanOrEqual(0);
      const shown = await show(other, engine, found.code);
      found.image.forEach((p, i) => void expect(p).toBeCloseTo(shown[i]!, 4));
    }
  });

  it('finds the same bits again', async () => {
    const random = new Random('again');
    const guess = normals(random, units);
    const picture = Float32Array.from({ length: 256 }, () => random.uniform());
    expect(await refiner.refine(guess, picture, 20)).toEqual(await refiner.refine(guess, picture, 20));
  });

  it('refuses what is no number of steps', async () => {
    const picture = new Float32Array(256);
    for (const steps of [0, -1, 1.5, Number.NaN])
      await expect(refiner.refine(new Float32Array(units), picture, steps)).rejects.toThrow(
        `in ${steps} steps, but that must be a whole number from 1 on`,
      );
  });
});

it.skipIf(engines.length < 2)('both engines find the same picture, within two grey levels', async () => {
  const model = randomModel(await tinyModel(), 0);
  const random = new Random('both');
  const guess = normals(random, model.description.architecture.code);
  const picture = Float32Array.from({ length: 256 }, () => random.uniform());
  const images = await Promise.all(
    engines.map(async ([, open]) => {
      const refiner = await prepareRefiner(model, await open());
      const { image } = await refiner.refine(guess, picture);
      await refiner.dispose();
      return image;
    }),
  );
  images[0]!.forEach((p, i) => void expect(Math.abs(p - images[1]![i]!)).toBeLessThan(2 / 255));
});

it.skipIf(!hasShippedModel())('finds a picture that it has drawn itself again, from beside it', async () => {
  const model = await readModel(SHIPPED_MODEL);
  const engine = await createOnnxEngine();
  const refiner = await prepareRefiner(model, engine);
  const random = new Random('own');
  const truth = normals(random, model.description.architecture.code, 0.7);
  const picture = await show(model, engine, truth);
  const beside = truth.map((z) => z + 0.4 * random.normal());
  const { error, gained } = await refiner.refine(beside, picture, 60);
  await refiner.dispose();
  expect(gained).toBeGreaterThan(0);
  // Not nothing: the prior pulls too.
  expect(error.after).toBeLessThan(error.before / 4);
});

/** A picture of one pixel that is its code's only unit. */
const pixel = async (
  code: Float32Array,
  picture: Float32Array,
  seen: Float32Array,
): Promise<{ image: Float32Array; gradient: Float32Array }> => {
  const error = code[0]! - picture[0]!;
  return {
    image: code.slice(),
    gradient: Float32Array.of((4 * seen[0]! * error) / Math.hypot(1, error / 0.1)),
  };
};

it('stands still where picture and prior agree', async () => {
  const all = (): Float32Array => Float32Array.of(1);
  const prior = { mean: Float32Array.of(0), deviation: Float32Array.of(1) };
  const { best } = await climb(pixel, Float32Array.of(0), prior, Float32Array.of(0), all, 10);
  expect([...best.code]).toEqual([0]);
});

it('goes as far from a prior as it is unsure', async () => {
  const all = (): Float32Array => Float32Array.of(1);
  const reached = async (deviation: number): Promise<number> => {
    const prior = { mean: Float32Array.of(0), deviation: Float32Array.of(deviation) };
    return (await climb(pixel, Float32Array.of(0), prior, Float32Array.of(1), all, 200)).best.code[0]!;
  };
  // Where the pull of the picture, .4 at most so far from it, and of the prior are even.
  expect(await reached(0.5)).toBeCloseTo(0.4 * 0.25, 2);
  expect(await reached(0.05)).toBeCloseTo(0.4 * 0.0025, 3);
});

it('gives the guess back where the likelier code shows the picture worse', async () => {
  // Without a pixel that is seen the prior alone pulls, away from the picture.
  const nothing = async (code: Float32Array): ReturnType<typeof pixel> => ({
    image: code.slice(),
    gradient: new Float32Array(1),
  });
  const guess = Float32Array.of(1);
  const found = await refine(nothing, guess, Float32Array.of(1), { steps: 10, whole: true, pose: [] });
  expect(found).toEqual({ code: guess, image: guess, error: { before: 0, after: 0 }, gained: 0 });
});

it('holds no unit where the decoder draws no heads, though each stands for one number', async () => {
  const options = { steps: 60, whole: true, pose: [0] };
  const { code } = await refine(pixel, Float32Array.of(0), Float32Array.of(1), options);
  // The pull of the picture, .4 at most so far from it, against a prior of deviation 1.
  expect(code[0]).toBeGreaterThan(0.3);
});
