import { readTruth } from '../code/calibrated.js';
import { placeGroups } from '../code/groups.js';
import type { BatchSource } from '../dataset/batch.js';
import { readAhead } from '../dataset/readAhead.js';
import { column, encodeImages, type Posteriors, unitColumns } from '../evaluation/encodeImages.js';
import type { Model } from '../model/model.js';
import { type Parameter, parametersOf } from '../scene/scene.js';
import { mean } from '../statistics/moments.js';
import { type LinearReading, readLinear, ridge } from '../statistics/ridge.js';
import type { Guide } from './guide.js';
import { toLatent } from './latent.js';

/** Reads a scene off a code, and knows how far it is off on average. */
export interface Reader {
  /** Standard deviations of the encoder's posterior, root mean square over images, [units]. */
  readonly codeDeviations: Float64Array;
  /** The reading of one code [units] as a guess at the posterior. */
  read(mu: Float32Array): Guide;
}

/** Batches that the reader learns from, and those among them that its errors are measured on. */
export const READER_BATCHES = 60;
const HELD_OUT = 20;

/** For standardised units; a code has many more of them than a coefficient needs. */
const PENALTY = 30;

/**
 * Learns to read every scene parameter off a code: a calibrated unit where one stands for the parameter
 * alone, ridge regression on the whole code otherwise (shape and texture coefficients). The deviations are
 * those of held-out images; a coefficient that the code does not tell keeps its prior's.
 *
 * @param source of the model's scene and size, with batches in which everything varies
 */
export async function fitReader(
  model: Model,
  source: BatchSource,
  onProgress: (batches: number) => void = () => {},
): Promise<Reader> {
  const parameters = parametersOf(source.info);
  const { posteriors, latents } = await readTraining(model, source, parameters, onProgress);
  const fitted = (READER_BATCHES - HELD_OUT) * source.info.batchSize;
  const columns = unitColumns(posteriors);
  const readings = parameters.map((parameter, p): LinearReading | ((mu: Float32Array) => number) => {
    const unit = calibratedUnit(model, parameter, parameters, p);
    if (unit !== undefined) return unit;
    return ridge(
      columns.map((values) => values.subarray(0, fitted)),
      latents[p]!.subarray(0, fitted),
      PENALTY,
    );
  });
  const readMean = (mu: Float32Array): Float64Array =>
    Float64Array.from(readings, (reading) =>
      typeof reading === 'function'
        ? reading(mu)
        : readLinear(
            reading,
            Array.from(mu, (value) => [value]),
          )[0]!,
    );
  const { units, count } = posteriors;
  const squares = parameters.map(() => 0);
  for (let i = fitted; i < count; i++) {
    const read = readMean(posteriors.mu.subarray(i * units, (i + 1) * units));
    for (const [p, value] of read.entries()) squares[p]! += (value - latents[p]![i]!) ** 2 / (count - fitted);
  }
  const deviation = Float64Array.from(squares, Math.sqrt);
  return {
    codeDeviations: Float64Array.from({ length: units }, (_, u) =>
      Math.sqrt(mean(column(posteriors.logVar, units, u).map(Math.exp))),
    ),
    read: (mu) => ({ mean: readMean(mu), deviation }),
  };
}

async function readTraining(
  model: Model,
  source: BatchSource,
  parameters: readonly Parameter[],
  onProgress: (batches: number) => void,
): Promise<{ readonly posteriors: Posteriors; readonly latents: readonly Float64Array[] }> {
  const { batchSize, size } = source.info;
  const count = READER_BATCHES * batchSize;
  const images = new Uint8Array(count * size ** 2);
  const latents = parameters.map(() => new Float64Array(count));
  const requests = Array.from({ length: READER_BATCHES }, (_, index) => ({
    split: 'train' as const,
    kind: 'all',
    index,
  }));
  let batches = 0;
  for await (const batch of readAhead(source, requests, 4)) {
    images.set(batch.images, batches * batch.images.length);
    for (let i = 0; i < batchSize; i++) {
      const values = batch.factors!.subarray(i * parameters.length, (i + 1) * parameters.length);
      for (const [p, latent] of toLatent(parameters, values).entries())
        latents[p]![batches * batchSize + i] = latent;
    }
    onProgress(++batches);
  }
  return { posteriors: await encodeImages(model, images), latents };
}

/** The parameter's latent by the calibration of the unit that stands for it alone, where there is one. */
function calibratedUnit(
  { description }: Model,
  parameter: Parameter,
  parameters: readonly Parameter[],
  place: number,
): ((mu: Float32Array) => number) | undefined {
  for (const { name, start } of placeGroups(description.groups)) {
    const calibration = description.calibrations[name];
    if (calibration?.parameter !== parameter.name) continue;
    return (mu) => {
      const values = new Float64Array(parameters.length);
      values[place] = readTruth({ start, calibration }, mu);
      return toLatent(parameters, values)[place]!;
    };
  }
  return undefined;
}
