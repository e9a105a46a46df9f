import { parametersOf, type Scene } from '../scene/scene.js';

/**
 * Draws the images of one batch.
 *
 * @param values [count, parameters], see `sampleBatch`
 * @returns grey, [count, size, size]
 */
export function renderImages(scene: Scene, values: Float32Array, size: number): Uint8Array {
  const width = parametersOf(scene).length;
  const count = values.length / width;
  const images = new Uint8Array(count * size * size);
  for (let i = 0; i < count; i++)
    images.set(scene.render(values.subarray(i * width, (i + 1) * width), size, 1), i * size * size);
  return images;
}
