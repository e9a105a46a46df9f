import { availableParallelism } from 'node:os';
import { openRenderer } from '../dataset/renderer.js';
import { streamScene } from '../dataset/streamSource.js';
import type { Model } from '../model/model.js';
import { sceneOf } from '../model/sceneOf.js';
import { compareInference, type ExperimentRequest, type MethodErrors } from './experiment.js';
import { methodsOf } from './methods.js';

/**
 * The experiment with a model, on its own scene.
 *
 * @param entangled the same network as an ordinary VAE
 * @throws UserError as `sceneOf` does
 */
export async function measureInference(
  model: Model,
  entangled: Model | undefined,
  sizes: Omit<ExperimentRequest, 'scene' | 'renderer' | 'methods'>,
): Promise<readonly MethodErrors[]> {
  const scene = await sceneOf(model.description);
  const drawing = { size: model.description.architecture.size, workers: availableParallelism() };
  const source = streamScene(scene, { ...drawing, seed: sizes.seed });
  const renderer = openRenderer(scene, drawing);
  try {
    return await compareInference({
      ...{ scene, renderer, ...sizes },
      methods: await methodsOf(model, entangled, source),
    });
  } finally {
    await Promise.all([source.close(), renderer.close()]);
  }
}
