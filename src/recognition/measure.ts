import { availableParallelism } from 'node:os';
import { openRenderer } from '../dataset/renderer.js';
import type { Engine } from '../engine/engine.js';
import type { Model } from '../model/model.js';
import { sceneOf } from '../model/sceneOf.js';
import { type BenchmarkRequest, benchmarkRecognition, type MethodScore } from './benchmark.js';
import { methodsOf, prepareUntrained } from './methods.js';
import { streamPeople } from './openRecogniser.js';

/**
 * The benchmark of a model, on people drawn from its scene, beside what it should beat.
 *
 * @param entangled the same network as an ordinary VAE
 * @throws UserError as `sceneOf` does
 */
export async function measureRecognition(
  model: Model,
  entangled: Model | undefined,
  engine: Engine,
  sizes: Omit<BenchmarkRequest, 'scene' | 'renderer' | 'source' | 'engine' | 'methods'>,
): Promise<readonly MethodScore[]> {
  const { size } = model.description.architecture;
  const scene = await sceneOf(model.description);
  const source = streamPeople(scene, size);
  const renderer = openRenderer(scene, { size, workers: availableParallelism() });
  const untrained = await prepareUntrained(model, engine);
  try {
    const methods = methodsOf(model, untrained, entangled);
    const galleries = [...sizes.galleries].sort((a, b) => a - b);
    return await benchmarkRecognition({ ...sizes, scene, renderer, source, engine, methods, galleries });
  } finally {
    await Promise.all([untrained.dispose(), source.close(), renderer.close()]);
  }
}
