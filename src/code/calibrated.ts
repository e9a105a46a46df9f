import { type Calibration, toTruth, toValue } from './calibration.js';
import { type CircularCalibration, toAngle, toDirection } from './circle.js';

/** What the units of a group mean: one unit on a line, or several as a direction. */
export type GroupCalibration = Calibration | CircularCalibration;

/** A calibrated group, and where its units begin in the code. */
export interface CalibratedUnits {
  readonly start: number;
  readonly calibration: GroupCalibration;
}

export function isCircular(calibration: GroupCalibration): calibration is CircularCalibration {
  return 'corners' in calibration;
}

/** What a code [units] says, in the factor's unit. */
export function readTruth({ start, calibration }: CalibratedUnits, code: Float32Array): number {
  if (isCircular(calibration))
    return toAngle(calibration, code.subarray(start, start + calibration.spread.length));
  return toTruth(calibration, code[start]!);
}

/** Writes a truth into a code [units]; one outside the fitted range gets its end, and an angle goes on round. */
export function writeTruth({ start, calibration }: CalibratedUnits, truth: number, code: Float32Array): void {
  if (isCircular(calibration)) code.set(toDirection(calibration, truth), start);
  else code[start] = toValue(calibration, truth);
}

/** How well the units were read on the validation images they were fitted on. */
export function calibrationQuality(calibration: GroupCalibration): Readonly<Record<string, number>> {
  const { etaSquared, meanAbsoluteError } = calibration;
  if (isCircular(calibration)) {
    const { circularCorrelation, frontBack } = calibration;
    return { circularCorrelation, etaSquared, meanAbsoluteError, frontBack };
  }
  return { spearman: calibration.spearman, etaSquared, meanAbsoluteError };
}
