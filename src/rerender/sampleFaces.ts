import { renderImages } from '../dataset/renderImages.js';
import { sampleBatch } from '../dataset/sample.js';
import type { ModelDescription } from '../model/description.js';
import { sceneOf } from '../model/sceneOf.js';
import { parametersOf, type Scene } from '../scene/scene.js';

/** Towards the middle of what the model knows: from the very side there is little of a face to see. */
const TURN = 0.5;

/**
 * Images to try a model on where nobody has given any: people of the test split of the model's scene, whom it
 * has never seen, turned and lit by half of what they could be.
 *
 * @returns [size, size] each, 0 to 255
 * @throws UserError as `sceneOf` does
 */
export async function sampleFaces(
  description: Pick<ModelDescription, 'data' | 'architecture'>,
  count: number,
): Promise<readonly Uint8Array[]> {
  const scene = await sceneOf(description);
  const images = renderImages(scene, unseenPeople(scene, count), description.architecture.size);
  const pixels = images.length / count;
  return Array.from({ length: count }, (_, i) => images.subarray(i * pixels, (i + 1) * pixels));
}

function unseenPeople(scene: Scene, count: number): Float32Array {
  const values = sampleBatch(scene, { seed: 1, split: 'test', kind: 'all', index: 0 }, count);
  const parameters = parametersOf(scene);
  return values.map((value, i) => {
    const { prior } = parameters[i % parameters.length]!;
    if (prior.kind !== 'uniform') return value;
    const middle = (prior.min + prior.max) / 2;
    return middle + TURN * (value - middle);
  });
}
