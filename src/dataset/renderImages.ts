import { Random } from '../numeric/random.js';
import { parametersOf, type Scene } from '../scene/scene.js';

/** The name of a random stream: the arguments of `Random`. */
export type StreamName = readonly (string | number)[];

/**
 * Draws the images of one batch.
 *
 * @param values [count, parameters], see `sampleBatch`
 * @returns grey, [count, size, size]
 */
export function renderImages(scene: Scene, values: Float32Array, size: number): Uint8Array {
  return drawEach(scene, values, size, (one) => scene.render(one, size, 1));
}

/** The same as photographs (`Scene.photograph`), each from a random stream of its own; plain where a scene has none. */
export function photographImages(
  scene: Scene,
  values: Float32Array,
  size: number,
  streams: readonly StreamName[],
): Uint8Array {
  return drawEach(
    scene,
    values,
    size,
    (one, i) => scene.photograph?.(one, size, new Random(...streams[i]!)) ?? scene.render(one, size, 1),
  );
}

function drawEach(
  scene: Scene,
  values: Float32Array,
  size: number,
  draw: (values: Float32Array, image: number) => Uint8Array,
): Uint8Array {
  const width = parametersOf(scene).length;
  const count = values.length / width;
  const images = new Uint8Array(count * size * size);
  for (let i = 0; i < count; i++)
    images.set(draw(values.subarray(i * width, (i + 1) * width), i), i * size * size);
  return images;
}
