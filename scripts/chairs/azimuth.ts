import { renderImages } from '../../src/dataset/renderImages.js';
import { encodeImages } from '../../src/evaluation/encodeImages.js';
import { readUnit } from '../../src/evaluation/encoder.js';
import { settableFactors } from '../../src/evaluation/targets.js';
import type { Model } from '../../src/model/model.js';
import type { Scene } from '../../src/scene/scene.js';
import { circularCorrelation, frontBackShare, wrap } from '../../src/statistics/circular.js';

/** How well azimuth is read of some views. */
export interface AzimuthScore {
  readonly images: number;
  /** Degrees, the shorter way round. */
  readonly meanError: number;
  readonly medianError: number;
  /** Share more than a right angle off. */
  readonly frontBack: number;
  readonly circularCorrelation: number;
}

/** Azimuth in degrees, view by view. */
export interface AzimuthReading {
  readonly read: Float64Array;
  readonly truth: Float64Array;
}

/** @param values [views, parameters of the scene] */
export async function readAzimuth(model: Model, scene: Scene, values: Float32Array): Promise<AzimuthReading> {
  const azimuth = settableFactors(model, scene).find(({ name }) => name === 'azimuth');
  if (azimuth === undefined) throw new Error('No units of the model stand for azimuth.');
  const { size } = model.description.architecture;
  const posteriors = await encodeImages(model, renderImages(scene, values, size));
  const { calibrated, truth } = readUnit(model.description, azimuth, posteriors, values)!;
  return { read: calibrated, truth };
}

/** @param accept by the number of a view, from 0 */
export function scoreAzimuth(
  reading: AzimuthReading,
  accept: (view: number) => boolean = () => true,
): AzimuthScore {
  const [read, truth] = [reading.read, reading.truth].map((angles) => angles.filter((_, i) => accept(i)));
  const errors = read!.map((angle, i) => Math.abs(wrap(angle - truth![i]!))).sort();
  return {
    images: errors.length,
    meanError: errors.reduce((sum, error) => sum + error, 0) / errors.length,
    medianError: errors[Math.floor(errors.length / 2)]!,
    frontBack: frontBackShare(read!, truth!),
    circularCorrelation: circularCorrelation(read!, truth!),
  };
}
