import { UserError } from '../errors.js';
import type { ModelDescription } from '../model/description.js';
import { type Control, controlsOf, findControl, formatValue } from './controls.js';

/** A control and the value, in its own unit, that it is set to. */
export interface Setting {
  readonly control: Control;
  readonly value: number;
}

/**
 * Finds out what values by name mean for a model.
 *
 * @param set in the controls' own units: `{ light: 40 }`
 * @returns the settings, and a sentence for each value that lies outside what the model was calibrated on
 * @throws UserError for what the model does not have, with the nearest name, and for what is no number
 */
export function planSettings(
  model: Pick<ModelDescription, 'groups' | 'calibrations' | 'directions'>,
  set: Readonly<Record<string, number>>,
): { readonly settings: readonly Setting[]; readonly notices: readonly string[] } {
  const controls = controlsOf(model);
  const settings = Object.entries(set).map(([name, value]) => {
    const control = findControl(controls, name);
    if (!Number.isFinite(value))
      throw new UserError(
        `${name} is set to ${value}, but must be a number. Give one from ${formatValue(control.unit, control.min)} to ${formatValue(control.unit, control.max)}.`,
      );
    return { control, value };
  });
  return { settings, notices: settings.flatMap(noticeOf) };
}

/** A copy of a code [units] in which every setting holds; all else stays. */
export function applySettings(code: Float32Array, settings: readonly Setting[]): Float32Array {
  return settings.reduce((turned, { control, value }) => control.turn(turned, value), code);
}

function noticeOf({ control, value }: Setting): readonly string[] {
  const { name, unit, min, max, circular } = control;
  if (circular || (value >= min && value <= max)) return [];
  const end = formatValue(unit, value < min ? min : max);
  return [
    `${name} goes from ${formatValue(unit, min)} to ${formatValue(unit, max)} in what the model has seen; it is set to ${end} instead of ${formatValue(unit, value)}.`,
  ];
}
