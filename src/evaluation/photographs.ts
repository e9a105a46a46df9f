import { photographImages } from '../dataset/renderImages.js';
import { glancing } from '../model/glances.js';
import type { Model } from '../model/model.js';
import { parametersOf, type Scene } from '../scene/scene.js';
import { encodeImages } from './encodeImages.js';
import { type EncoderScore, readUnit, scalarFactors, scoreEncoder } from './encoder.js';
import type { TestImages } from './testImages.js';

/** Drawn photographs of the people of the test images, in their poses and lights. */
export interface PhotographScores {
  readonly photographs: number;
  /** By factor. */
  readonly encoder: Readonly<Record<string, EncoderScore>>;
}

/** Of so many test images: enough, since they differ in everything. */
const PHOTOGRAPHS = 1000;

/** How many photographs are encoded. */
export function photographCount(scene: Scene, images: number): number {
  return scene.photograph === undefined ? 0 : Math.min(images, PHOTOGRAPHS);
}

/**
 * The encoder against the truth where it sees photographs (`Scene.photograph`): what hair, glasses, backgrounds, lamps
 * and cameras cost.
 *
 * @returns undefined where the scene has no photographs, or nobody knows the truth
 */
export async function measurePhotographs(
  model: Model,
  scene: Scene,
  test: TestImages,
  seed: number,
  onImages: (count: number) => void,
): Promise<PhotographScores | undefined> {
  if (scene.photograph === undefined || test.truth === undefined) return undefined;
  const { description } = model;
  const count = photographCount(scene, test.count);
  const truth = test.truth.subarray(0, count * parametersOf(scene).length);
  const streams = Array.from({ length: count }, (_, i) => [seed, 'test photograph', i]);
  const images = photographImages(scene, truth, description.architecture.size, streams);
  const posteriors = await encodeImages(glancing(model), images, onImages);
  const scores = scalarFactors(scene.factors).flatMap((factor) => {
    const reading = readUnit(description, factor, posteriors, truth);
    return reading === undefined ? [] : [[factor.name, scoreEncoder(reading)] as const];
  });
  return { photographs: count, encoder: Object.fromEntries(scores) };
}
