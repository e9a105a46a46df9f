import type { Parameter } from '../scene/scene.js';
import { circularCorrelation, frontBackShare, meanAngularError } from '../statistics/circular.js';
import { pearson, spearman } from '../statistics/correlation.js';
import { eta2 } from '../statistics/eta2.js';
import { meanAbsoluteError } from '../statistics/imageError.js';

/** How well some reading of the code tells a factor. */
export interface ReadingScore {
  /** This and the next two are of the numbers as they are: of an angle that goes full circle, torn at 180 degrees. */
  readonly pearson: number;
  readonly spearman: number;
  /** Over 30 levels of the truth. */
  readonly eta2: number;
  /** Of factors that go full circle. */
  readonly circularCorrelation?: number;
  /** The same: share of images read more than a right angle off. */
  readonly frontBack?: number;
  /** After calibration; of factors in degrees. */
  readonly maeDegrees?: number;
  /** The same for factors in another unit. */
  readonly mae?: number;
}

/** Values of one reading beside the truth, image by image. */
export interface Reading {
  readonly parameter: Parameter;
  /** What the code says, in its own unit. */
  readonly value: Float64Array;
  /** The same in the factor's unit. */
  readonly calibrated: Float64Array;
  readonly truth: Float64Array;
}

export function scoreReading({ parameter, value, calibrated, truth }: Reading): ReadingScore {
  return {
    pearson: pearson(value, truth),
    spearman: spearman(value, truth),
    eta2: eta2(value, truth),
    ...errorsOf({ parameter, calibrated, truth }),
  };
}

function errorsOf({
  parameter,
  calibrated,
  truth,
}: Omit<Reading, 'value'>): Omit<ReadingScore, 'pearson' | 'spearman' | 'eta2'> {
  if (parameter.circular)
    return {
      circularCorrelation: circularCorrelation(calibrated, truth),
      frontBack: frontBackShare(calibrated, truth),
      maeDegrees: meanAngularError(calibrated, truth),
    };
  const error = meanAbsoluteError(calibrated, truth);
  return parameter.unit === 'degree' ? { maeDegrees: error } : { mae: error };
}

/** The reading of those images alone whose truth is accepted. */
export function restrict(reading: Reading, accept: (truth: number) => boolean): Reading {
  const keep = (values: Float64Array) => values.filter((_, i) => accept(reading.truth[i]!));
  return {
    parameter: reading.parameter,
    value: keep(reading.value),
    calibrated: keep(reading.calibrated),
    truth: keep(reading.truth),
  };
}
