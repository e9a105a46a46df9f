import { type Calibration, toTruth } from '../code/calibration.js';
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

/** The unit of the code that stands for a factor and its calibration, or undefined where no calibrated unit does. */
export function unitCalibration(
  { groups, calibrations }: ModelDescription,
  factor: string,
): { readonly unit: number; readonly calibration: Calibration } | undefined {
  for (const { factors, name, start } of placeGroups(groups)) {
    const calibration = calibrations[name];
    if (factors.length === 1 && factors[0] === factor && calibration !== undefined)
      return { unit: start, calibration };
  }
  return undefined;
}

/**
 * What the factor's own unit says of each test image, in its own unit and, by the model's calibration on
 * validation data, in the factor's.
 */
export function readUnit(
  description: ModelDescription,
  { name, parameter, place }: ScalarFactor,
  posteriors: Posteriors,
  truth: Float32Array,
): Reading | undefined {
  const found = unitCalibration(description, name);
  if (found === undefined) return undefined;
  const value = column(posteriors.mu, posteriors.units, found.unit);
  return {
    parameter,
    value,
    calibrated: value.map((v) => toTruth(found.calibration, v)),
    truth: column(truth, truth.length / posteriors.count, place),
  };
}

export function scoreEncoder(reading: Reading): EncoderScore {
  const { prior } = reading.parameter;
  if (prior.kind !== 'uniform') return scoreReading(reading);
  const middle = (prior.min + prior.max) / 2;
  return {
    ...scoreReading(reading),
    halves: {
      lower: scoreReading(restrict(reading, (truth) => truth < middle)),
      upper: scoreReading(restrict(reading, (truth) => truth >= middle)),
    },
  };
}
