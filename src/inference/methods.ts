import type { BatchSource } from '../dataset/batch.js';
import { encodeImages } from '../evaluation/encodeImages.js';
import type { Model } from '../model/model.js';
import { pixelFeatures } from '../recognition/features.js';
import { fitProjection, normalise, project } from '../recognition/projection.js';
import { parametersOf } from '../scene/scene.js';
import type { InferenceMethod } from './experiment.js';
import { priorGuide } from './guide.js';
import { fitReader } from './reader.js';
import { codeSummary, pixelSummary, type Summary } from './summaries.js';

/** Batches that the principal components of images are found from. */
const BATCHES = 20;

/**
 * What the experiment compares: pixels, principal components and codes, all from the prior; and the model's
 * code from the encoder's own reading.
 *
 * @param source of the model's scene and size, with batches in which everything varies
 */
export async function methodsOf(
  model: Model,
  entangled: Model | undefined,
  source: BatchSource,
): Promise<readonly InferenceMethod[]> {
  const prior = priorGuide(parametersOf(source.info).length);
  const fromPrior = async (): Promise<typeof prior> => prior;
  const reader = await fitReader(model, source);
  const code = codeSummary(model, reader.codeDeviations);
  const methods: InferenceMethod[] = [
    { name: 'pixels', summary: pixelSummary, guide: fromPrior },
    { name: 'principal components', summary: await componentSummary(source), guide: fromPrior },
    { name: 'graphics code', summary: code, guide: fromPrior },
    {
      name: 'graphics code, read first',
      summary: code,
      guide: async (image) => reader.read((await encodeImages(model, image)).mu),
    },
  ];
  if (entangled !== undefined) {
    const { codeDeviations } = await fitReader(entangled, source);
    methods.push({
      name: 'entangled code',
      summary: codeSummary(entangled, codeDeviations),
      guide: fromPrior,
    });
  }
  return methods;
}

/**
 * Scores on the principal components of training images, each in the images' own measure. With deviation 1 the last
 * one, which is noise, would count as much as the first: then they tell nothing of a scene.
 */
export async function componentSummary(source: BatchSource): Promise<Summary> {
  const { size, batchSize } = source.info;
  const images = new Uint8Array(BATCHES * batchSize * size ** 2);
  for (let index = 0; index < BATCHES; index++) {
    const batch = await source.read('train', 'all', index);
    images.set(batch.images, index * batch.images.length);
  }
  const pixels = pixelFeatures(size);
  const features = await pixels(images);
  const count = BATCHES * batchSize;
  const projection = fitProjection('whitened', {
    features,
    width: features.length / count,
    people: new Int32Array(count),
  });
  const directions = projection.directions!;
  const width = projection.mean.length;
  for (let k = 0; k < directions.length; k += width) normalise(directions.subarray(k, k + width));
  return async (some) => project(projection, await pixels(some));
}
