import { type Factor, isNumber, type NumberParameter, parametersOf } from '../scene/scene.js';
import { calibrateCircle } from './calibrateCircle.js';
import type { GroupCalibration } from './calibrated.js';
import { calibrate } from './calibration.js';
import { columns } from './columns.js';
import { codeLength, type Group, isOneNumber, placeGroups } from './groups.js';
import { type PrincipalDirections, principalDirections } from './principal.js';

/** What the units of a trained code mean, group by group. */
export interface CodeDescription {
  /** Of each group of one unit, or of a direction, that stands for a factor that is a single number. */
  readonly calibrations: Readonly<Record<string, GroupCalibration>>;
  /** Of each other group of several units. */
  readonly directions: Readonly<Record<string, PrincipalDirections>>;
}

/**
 * Learns from validation data what the code's units mean.
 *
 * @param mu posterior means [images, code]
 * @param truth [images, parameters], or undefined where nobody knows it: then nothing is calibrated
 */
export function describeCode(
  groups: readonly Group[],
  factors: readonly Factor[],
  mu: Float32Array,
  truth: Float32Array | undefined,
): CodeDescription {
  const code = codeLength(groups);
  const parameters = parametersOf({ factors });
  const calibrations: Record<string, GroupCalibration> = {};
  const directions: Record<string, PrincipalDirections> = {};
  for (const group of placeGroups(groups)) {
    const values = columns(mu, code, group.start, group.end);
    if (!isOneNumber(group) || (group.circular && truth === undefined)) {
      directions[group.name] = principalDirections(values, group.units);
      continue;
    }
    const parameter = onlyParameter(group, factors);
    if (parameter === undefined || truth === undefined) continue;
    const place = parameters.indexOf(parameter);
    const own = columns(truth, parameters.length, place, place + 1);
    calibrations[group.name] = group.circular
      ? calibrateCircle(parameter.name, values, own)
      : calibrate(parameter, values, own);
  }
  return { calibrations, directions };
}

/** The number that a group stands for, where it is a single one. */
function onlyParameter(group: Group, factors: readonly Factor[]): NumberParameter | undefined {
  const parameters = parametersOf({
    factors: factors.filter((factor) => group.factors.includes(factor.name)),
  });
  const [only] = parameters;
  return parameters.length === 1 && isNumber(only!) ? only : undefined;
}
