import { availableParallelism } from 'node:os';
import type { BatchSource } from '../dataset/batch.js';
import { streamScene } from '../dataset/streamSource.js';
import type { Engine } from '../engine/engine.js';
import { checksumOf } from '../model/checksum.js';
import { type Model, prepareModel } from '../model/model.js';
import { type ModelFile, readModel } from '../model/modelFile.js';
import { sceneOf } from '../model/sceneOf.js';
import type { Scene } from '../scene/scene.js';
import { writeGallery } from './galleryFile.js';
import { keptRecogniser, recogniserPath } from './kept.js';
import type { ProjectionKind } from './projection.js';
import { fitRecogniser, type Recogniser, VIEWS } from './recogniser.js';

/** Seed of the people that statistics are taken from, so that a recogniser is a function of its model alone. */
const SEED = 1;

/**
 * Opens a model with what it takes to compare people. That is fitted once, on people drawn from the model's
 * scene, as photographs where its encoder has learnt from such, and kept beside the model as a gallery without
 * people, `recogniser-whitened.safetensors`.
 *
 * @param path a run folder or a model file
 * @param onProgress counts to `recogniserSteps`, if there is anything to fit
 * @throws UserError where there is no model, or it was trained on pictures
 */
export async function openRecogniser(
  path: string,
  engine: Engine,
  kind: ProjectionKind,
  onProgress?: (done: number) => void,
): Promise<{ readonly model: Model; readonly recogniser: Recogniser }> {
  const file = await readModel(path);
  const checksum = checksumOf(file.parameters);
  const model = await prepareModel(file, engine);
  try {
    const kept = await keptRecogniser(path, checksum, kind);
    return {
      model,
      recogniser: kept ?? (await fit(path, { file, model, checksum }, engine, kind, onProgress)),
    };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

async function fit(
  path: string,
  { file, model, checksum }: { readonly file: ModelFile; readonly model: Model; readonly checksum: string },
  engine: Engine,
  kind: ProjectionKind,
  onProgress: ((done: number) => void) | undefined,
): Promise<Recogniser> {
  const { architecture, training } = file.description;
  const scene = await sceneOf(file.description);
  const plain = streamPeople(scene, architecture.size);
  const seen = training.photographs === undefined ? plain : streamPeople(scene, architecture.size, true);
  try {
    const recogniser = await fitRecogniser(model, checksum, kind, { plain, seen }, engine, onProgress);
    // Whoever may not write there fits again next time.
    await writeGallery(await recogniserPath(path, kind), {
      recogniser,
      names: [],
      vectors: new Float32Array(),
    }).catch(() => {});
    return recogniser;
  } finally {
    await plain.close();
    await seen.close();
  }
}

/** People of a scene, drawn afresh: each under many poses and lights, at will as photographs. */
export function streamPeople(scene: Scene, size: number, photographed = false): BatchSource {
  return streamScene(scene, {
    size,
    photographed,
    seed: SEED,
    batchSize: VIEWS,
    workers: availableParallelism(),
  });
}
