import { type Factor, isNumber, type NumberParameter, parametersOf } from '../scene/scene.js';
import { type Calibration, calibrate } from './calibration.js';
import { codeLength, type Group, placeGroups } from './groups.js';
import { type PrincipalDirections, principalDirections } from './principal.js';

/** What the units of a trained code mean, group by group. */
export interface CodeDescription {
  /** Of each group of one unit that stands for a factor that is a single number. */
  readonly calibrations: Readonly<Record<string, Calibration>>;
  /** Of each group of several units. */
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
  const calibrations: Record<string, Calibration> = {};
  const directions: Record<string, PrincipalDirections> = {};
  for (const group of placeGroups(groups)) {
    if (group.units > 1) {
      directions[group.name] = principalDirections(columns(mu, code, group.start, group.end), group.units);
      continue;
    }
    const parameter = onlyParameter(group, factors);
    if (parameter === undefined || truth === undefined) continue;
    const place = parameters.indexOf(parameter);
    calibrations[group.name] = calibrate(
      parameter,
      columns(mu, code, group.start, group.end),
      columns(truth, parameters.length, place, place + 1),
    );
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

/** Columns `start` up to `end` of [rows, width]. */
function columns(values: Float32Array, width: number, start: number, end: number): Float32Array {
  const result = new Float32Array((values.length / width) * (end - start));
  for (let row = 0; row * width < values.length; row++)
    result.set(values.subarray(row * width + start, row * width + end), row * (end - start));
  return result;
}
