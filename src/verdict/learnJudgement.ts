import { toPixels } from '../dataset/pixels.js';
import { photographImages } from '../dataset/renderImages.js';
import { sampleBatch } from '../dataset/sample.js';
import { UserError } from '../errors.js';
import type { Model } from '../model/model.js';
import { Random } from '../numeric/random.js';
import type { Scene } from '../scene/scene.js';
import { fitLogistic } from '../statistics/fitLogistic.js';
import { evidenceOf, type Judgement, rowOf } from './evidence.js';

/** Of each: photographs of heads, and of other things. */
const CASES = 400;
/** Pictures that are read at a time. */
const TOGETHER = 40;
/** Some, so that no weight runs away where the two hardly overlap. */
const PENALTY = 1;

/**
 * Learns from photographs that the scene draws, of heads and of other things, how the evidence of the two differs.
 * Weights of the prior odds are even.
 *
 * @throws UserError where the model's scene has no photographs
 */
export async function learnJudgement(model: Model, scene: Scene): Promise<Judgement> {
  const { stillLife } = scene;
  if (scene.photograph === undefined || stillLife === undefined)
    throw new UserError(
      `Nothing can photograph ${scene.name}, so its models have no judgement of photographs.`,
    );
  const { size } = model.description.architecture;
  const truth = sampleBatch(scene, { seed: 1, split: 'validation', kind: 'all', index: 0 }, CASES);
  const streams = Array.from({ length: CASES }, (_, i) => ['judgement', i]);
  const heads = photographImages(scene, truth, size, streams);
  const things = Array.from({ length: CASES }, (_, i) => stillLife(size, new Random('still life', i)));
  const pixels = size * size;
  const rows: (readonly number[])[] = [];
  for (let i = 0; i < CASES; i += TOGETHER) {
    rows.push(...(await read(model, heads.subarray(i * pixels, (i + TOGETHER) * pixels))));
    rows.push(...(await read(model, Buffer.concat(things.slice(i, i + TOGETHER)))));
  }
  return fitLogistic(
    rows,
    rows.map((_, i) => i % (2 * TOGETHER) < TOGETHER),
    PENALTY,
  );
}

/** The evidence in each of some pictures. */
async function read(model: Model, images: Uint8Array): Promise<readonly (readonly number[])[]> {
  const { size, code } = model.description.architecture;
  const pictures = toPixels(images);
  const { mu, logVar } = await model.encode(pictures);
  const drawn = await model.decode(mu);
  const pixels = size * size;
  return Array.from({ length: pictures.length / pixels }, (_, i) => {
    const own = (values: Float32Array, width: number): Float32Array =>
      values.subarray(i * width, (i + 1) * width);
    const posterior = { mu: own(mu, code), logVar: own(logVar, code) };
    return rowOf(evidenceOf(model.description, own(pictures, pixels), posterior, own(drawn, pixels)));
  });
}
