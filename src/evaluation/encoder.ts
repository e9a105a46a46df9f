import { type CalibratedUnits, isCircular, readTruth } from '../code/calibrated.js';
import { placeGroups } from '../code/groups.js';
import type { ModelDescription } from '../model/description.js';
import { type Factor, isNumber, type NumberParameter, parametersOf } from '../scene/scene.js';
import { column, type Posteriors } from './encodeImages.js';
import { type Reading, type ReadingScore, restrict, scoreReading } from './readings.js';

/** The encoder against the truth, for one factor. */
export interface EncoderScore extends ReadingScore {
  /**
   * Each half of the factor's range by itself: the paper's encoder has a mirror switch at azimuth 0, which
   * the whole range hides.
   */
  readonly halves?: { readonly lower: ReadingScore; readonly upper: ReadingScore };
}

/** A factor that is a single number, and where it stands among the parameters. */
export interface ScalarFactor {
  readonly name: string;
  readonly parameter: NumberParameter;
  readonly place: number;
}

export function scalarFactors(factors: readonly Factor[]): ScalarFactor[] {
  const parameters = parametersOf({ factors });
  return factors.flatMap(({ name, parameters: own }) => {
    const [parameter] = own;
    if (own.length !== 1 || !isNumber(parameter!)) return [];
    return [{ name, parameter, place: parameters.indexOf(parameter) }];
  });
}

/** The calibrated units of the code that stand for a factor alone, or undefined where there are none. */
export function unitsOf(
  { groups, calibrations }: ModelDescription,
  factor: string,
): CalibratedUnits | undefined {
  for (const { factors, name, start } of placeGroups(groups)) {
    const calibration = calibrations[name];
    if (factors.length === 1 && factors[0] === factor && calibration !== undefined)
      return { start, calibration };
  }
  return undefined;
}

/**
 * What the factor's own unit says of each test image, in its own unit and, by the model's calibration on
 * validation data, in the factor's.
 */
export function readUnit(
  description: ModelDescription,
  factor: ScalarFactor,
  posteriors: Posteriors,
  truth: Float32Array,
): Reading | undefined {
  const found = unitsOf(description, factor.name);
  return found && readCalibrated(found, factor, posteriors, truth);
}

/** What calibrated units say of each image; a direction has no unit of its own but the angle. */
export function readCalibrated(
  found: CalibratedUnits,
  { parameter, place }: ScalarFactor,
  { mu, units, count }: Posteriors,
  truth: Float32Array,
): Reading {
  const calibrated = Float64Array.from({ length: count }, (_, i) =>
    readTruth(found, mu.subarray(i * units, (i + 1) * units)),
  );
  return {
    parameter,
    value: isCircular(found.calibration) ? calibrated : column(mu, units, found.start),
    calibrated,
    truth: column(truth, truth.length / count, place),
  };
}

export function scoreEncoder(reading: Reading): EncoderScore {
  const { prior, circular } = reading.parameter;
  if (prior.kind !== 'uniform' || circular) return scoreReading(reading);
  const middle = (prior.min + prior.max) / 2;
  return {
    ...scoreReading(reading),
    halves: {
      lower: scoreReading(restrict(reading, (truth) => truth < middle)),
      upper: scoreReading(restrict(reading, (truth) => truth >= middle)),
    },
  };
}
