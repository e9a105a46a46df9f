import { codeLength } from '../code/groups.js';
import { UserError } from '../errors.js';
import type { ModelDescription } from '../model/description.js';
import { Random } from '../numeric/random.js';
import { controlsOf, findControl } from '../rerender/controls.js';
import { applySettings, planSettings } from '../rerender/settings.js';

/** What to draw from a model's prior. */
export interface PriorRequest {
  /** How many, at least 1. */
  readonly count: number;
  /** Another seed gives others; 1 if not given. */
  readonly seed?: number | undefined;
  /** Values that all of them share, in the controls' own units: `{ azimuth: -30, light: 40 }`. */
  readonly set?: Readonly<Record<string, number>> | undefined;
  /** What is drawn from the prior, too, although its group is calibrated in degrees: `['azimuth']`. */
  readonly vary?: readonly string[] | undefined;
  /** Standard deviations of the prior are multiplied by it; at least 0, which gives its mean; 1 if not given. */
  readonly temperature?: number | undefined;
}

/**
 * Codes drawn from the prior N(0, temperature^2) of every unit (paper, section 2). What is calibrated in degrees,
 * pose and light of faces, stands at 0 degrees unless it is set or varied, so that people can be compared.
 *
 * Every unit of code i comes from a stream of its own number, also where it is then set: code i depends neither on
 * how many there are nor on the settings, and is the same person in another pose.
 *
 * @returns codes [units], one each, and a sentence for each value beyond what the model was calibrated on
 * @throws UserError for what the model does not have, and for numbers out of range
 */
export function priorCodes(
  model: Pick<ModelDescription, 'groups' | 'calibrations' | 'directions'>,
  { count, seed = 1, set = {}, vary = [], temperature = 1 }: PriorRequest,
): { readonly codes: readonly Float32Array[]; readonly notices: readonly string[] } {
  if (!Number.isInteger(count) || count < 1)
    throw new UserError(`count is ${count}, but must be a whole number, at least 1. Say how many to draw.`);
  if (!Number.isFinite(temperature) || temperature < 0)
    throw new UserError(
      `temperature is ${temperature}, but must be a number, at least 0. Give 1 for the prior as it is, less for what is nearer to its mean.`,
    );
  const controls = controlsOf(model);
  const varied = vary.map((name) => findControl(controls, name).name);
  const both = varied.find((name) => Object.hasOwn(set, name));
  if (both !== undefined)
    throw new UserError(
      `${both} is set to ${set[both]} and shall vary, too, but it can only do one. Leave it out of set or out of vary.`,
    );
  const frontal = controls.filter(({ name, unit }) => unit === 'degree' && !varied.includes(name));
  const { settings, notices } = planSettings(model, set);
  // Those that are set come later, and win.
  const all = [...frontal.map((control) => ({ control, value: 0 })), ...settings];
  const units = codeLength(model.groups);
  const codes = Array.from({ length: count }, (_, i) => {
    const random = new Random(seed, 'sample', i);
    return applySettings(
      Float32Array.from({ length: units }, () => temperature * random.normal()),
      all,
    );
  });
  return { codes, notices };
}
