import { calibrateCircle } from '../code/calibrateCircle.js';
import { calibrate } from '../code/calibration.js';
import { columns } from '../code/columns.js';
import { eta2 } from '../statistics/eta2.js';
import { variance } from '../statistics/moments.js';
import { readLinear, ridge } from '../statistics/ridge.js';
import { column, type Posteriors, unitColumns } from './encodeImages.js';
import { readCalibrated, type ScalarFactor } from './encoder.js';
import type { Movement } from './movements.js';
import { type Reading, type ReadingScore, scoreReading } from './readings.js';

/** Scores by factor. */
export type ReadingScores = Readonly<Record<string, ReadingScore>>;

/**
 * Every factor by ridge regression on the whole code, fitted on the first half of the test images and scored
 * on the second: how much of the factor the code holds in linear form, wherever it lies.
 */
export function scoreRidge(
  factors: readonly ScalarFactor[],
  posteriors: Posteriors,
  truth: Float32Array,
): ReadingScores {
  const units = unitColumns(posteriors);
  const width = truth.length / posteriors.count;
  const half = Math.floor(posteriors.count / 2);
  return Object.fromEntries(
    factors.map(({ name, parameter, place }) => {
      const target = column(truth, width, place);
      const read = (aim: Float64Array): Float64Array =>
        readLinear(
          ridge(
            units.map((unit) => unit.subarray(0, half)),
            aim.subarray(0, half),
          ),
          units.map((unit) => unit.subarray(half)),
        );
      const value = parameter.circular ? readRound(read, target) : read(target);
      return [name, scoreReading({ parameter, value, calibrated: value, truth: target.subarray(half) })];
    }),
  );
}

/** An angle in degrees by its sine and its cosine, which have no tear. */
function readRound(read: (aim: Float64Array) => Float64Array, angles: Float64Array): Float64Array {
  const sines = read(angles.map((angle) => Math.sin((angle * Math.PI) / 180)));
  const cosines = read(angles.map((angle) => Math.cos((angle * Math.PI) / 180)));
  return sines.map((sine, i) => (Math.atan2(sine, cosines[i]!) * 180) / Math.PI);
}

/**
 * Every factor by the one unit of an entangled code that varies most while only that factor moves (paper,
 * section 4.1), calibrated on the first half of the test images and scored on the second.
 */
export function scoreHighestVariance(
  factors: readonly ScalarFactor[],
  movements: readonly Movement[],
  posteriors: Posteriors,
  truth: Float32Array,
): ReadingScores {
  const scores: Record<string, ReadingScore> = {};
  for (const factor of factors) {
    const movement = movements.find(({ active }) => active.length === 1 && active[0] === factor.name);
    if (movement === undefined) continue;
    const unit = mostVarying(movement, posteriors.units);
    scores[factor.name] = scoreReading(readOnHalves(factor, posteriors, truth, unit));
  }
  return scores;
}

/**
 * Every factor by the one unit that tells most of it, chosen by eta^2 and calibrated on the first half of the test
 * images and scored on the second: the best that can be said of any single unit.
 */
export function scoreBestUnit(
  factors: readonly ScalarFactor[],
  posteriors: Posteriors,
  truth: Float32Array,
): ReadingScores {
  const half = Math.floor(posteriors.count / 2);
  return Object.fromEntries(
    factors.map((factor) => {
      const target = column(truth, truth.length / posteriors.count, factor.place).subarray(0, half);
      const told = unitColumns(posteriors).map((unit) => eta2(unit.subarray(0, half), target));
      const best = told.indexOf(Math.max(...told));
      return [factor.name, scoreReading(readOnHalves(factor, posteriors, truth, best))];
    }),
  );
}

/**
 * What a unit, or several that are a direction, say of the second half of the images, calibrated on the first.
 *
 * @param start the unit, or the first of them
 * @param direction how many units are read as a direction, or none
 */
export function readOnHalves(
  factor: ScalarFactor,
  { mu, logVar, units, count }: Posteriors,
  truth: Float32Array,
  start: number,
  direction = 0,
): Reading {
  const { parameter, place } = factor;
  const half = Math.floor(count / 2);
  const width = truth.length / count;
  const values = columns(mu.subarray(0, half * units), units, start, start + Math.max(1, direction));
  const target = columns(truth.subarray(0, half * width), width, place, place + 1);
  const calibration =
    direction > 0 ? calibrateCircle(parameter.name, values, target) : calibrate(parameter, values, target);
  const rest: Posteriors = {
    count: count - half,
    units,
    mu: mu.subarray(half * units),
    logVar: logVar.subarray(half * units),
  };
  return readCalibrated({ start, calibration }, factor, rest, truth.subarray(half * width));
}

/** The unit that varies most within a movement's batches. */
export function mostVarying({ batches }: Movement, units: number): number {
  const variances = Array.from({ length: units }, (_, unit) =>
    batches.reduce((sum, { mu }) => sum + variance(column(mu, units, unit)), 0),
  );
  return variances.indexOf(Math.max(...variances));
}
