import { type GroupCalibration, isCircular, readTruth, writeTruth } from '../code/calibrated.js';
import type { Calibration } from '../code/calibration.js';
import type { CodeDescription } from '../code/description.js';
import { type Group, placeGroups } from '../code/groups.js';
import type { PrincipalDirections } from '../code/principal.js';
import { nearest, UserError } from '../errors.js';
import type { Parameter } from '../scene/scene.js';

/** One thing that can be turned on a graphics code: azimuth in degrees, the second direction of shape. */
export interface Control {
  /** The group's name; the further directions of a group of many units are `shape.2`, `shape.3` ... */
  readonly name: string;
  readonly group: string;
  /** `sigma`: standard deviations of the validation people along a principal direction. */
  readonly unit: Calibration['unit'];
  /** The range that the model was calibrated on. */
  readonly min: number;
  readonly max: number;
  /** Whether its end is its beginning, and it goes on beyond them. */
  readonly circular: boolean;
  /** Where a code [units] stands, in the control's unit, within its range. */
  read(code: Float32Array): number;
  /** A copy of a code [units] that stands at `value`; beyond the range is its end, or the next turn. */
  turn(code: Float32Array, value: number): Float32Array;
}

/** How far a sweep goes along a principal direction: all but one person in eighty lie within. */
const SIGMAS = 2.5;

/**
 * Everything that can be turned on a model's code, group by group. A single unit that could not be calibrated,
 * since nobody knew the truth, moves in the standard deviations of its prior.
 */
export function controlsOf(
  model: CodeDescription & { readonly groups: readonly Group[] },
): readonly Control[] {
  return placeGroups(model.groups).flatMap(({ name, start }) => {
    const calibration = model.calibrations[name];
    if (calibration !== undefined) return [calibrated(name, start, calibration)];
    const principal = model.directions[name] ?? PRIOR;
    return principal.directions.map((_, k) => along(name, start, principal, k));
  });
}

const PRIOR: PrincipalDirections = { mean: [0], directions: [[1]], deviations: [1] };

/** @throws UserError with the nearest name */
export function findControl(controls: readonly Control[], name: string): Control {
  const found = controls.find((control) => control.name === name);
  if (found !== undefined) return found;
  const names = controls.map((control) => control.name);
  const suggestion = nearest(name, names);
  throw new UserError(
    `This model has nothing called ${name} to turn.${suggestion === undefined ? '' : ` Did you mean ${suggestion}?`} It has ${names.join(', ')}.`,
  );
}

/** A value as people read it: `-40°`, `+1.5σ`. */
export function formatValue(unit: Parameter['unit'], value: number): string {
  if (unit === 'degree') return `${Math.round(value)}°`.replace(/^-0/, '0');
  if (unit === 'level' || unit === 'class') return String(Math.round(value));
  const text = value.toFixed(1).replace(/^-0\.0$/, '0.0');
  return `${value > 0 ? '+' : ''}${text}σ`;
}

function calibrated(name: string, start: number, calibration: GroupCalibration): Control {
  return {
    name,
    group: name,
    unit: calibration.unit,
    min: calibration.min,
    max: calibration.max,
    circular: isCircular(calibration),
    read: (code) => readTruth({ start, calibration }, code),
    turn(code, value) {
      const turned = code.slice();
      writeTruth({ start, calibration }, value, turned);
      return turned;
    },
  };
}

function along(group: string, first: number, principal: PrincipalDirections, k: number): Control {
  const direction = principal.directions[k]!;
  const deviation = principal.deviations[k]!;
  const limit = (value: number): number => Math.min(SIGMAS, Math.max(-SIGMAS, value));
  /** Distance from the mean along the direction, in the code's own unit. */
  const coordinate = (code: Float32Array): number =>
    direction.reduce((sum, d, i) => sum + d * (code[first + i]! - principal.mean[i]!), 0);
  return {
    name: k === 0 ? group : `${group}.${k + 1}`,
    group,
    unit: 'sigma',
    min: -SIGMAS,
    max: SIGMAS,
    circular: false,
    read: (code) => (deviation === 0 ? 0 : limit(coordinate(code) / deviation)),
    turn(code, value) {
      const shift = limit(value) * deviation - coordinate(code);
      const turned = code.slice();
      direction.forEach((d, i) => {
        turned[first + i]! += shift * d;
      });
      return turned;
    },
  };
}
