import { isOneNumber } from '../code/groups.js';
import { nearest, UserError } from '../errors.js';
import type { ModelDescription } from '../model/description.js';
import { type Control, controlsOf, findControl } from './controls.js';
import { planSettings, type Setting } from './settings.js';

/** What to do with an image's code: see `planRerender`. */
export interface RerenderPlan {
  /** Controls that are set to a value, in their own unit, before anything is swept. */
  readonly settings: readonly Setting[];
  /** What is swept, each for itself. */
  readonly sweeps: readonly SweepPlan[];
  /** The image whose groups a `towards` sweep ends at, [size, size], 0 to 255. */
  readonly towards?: Uint8Array | undefined;
  /** Steps of each sweep. */
  readonly frames: number;
}

export type SweepPlan =
  | { readonly kind: 'control'; readonly name: string; readonly control: Control }
  | { readonly kind: 'towards'; readonly name: string; readonly groups: readonly string[] };

export interface RerenderRequest {
  /**
   * What to sweep: controls of the model; with `towards` its groups, or names for several (`intrinsic`), joined by
   * `+` where they change together.
   * Empty means the first control, or all groups of many units.
   */
  readonly vary: readonly string[];
  /** Values in the controls' own units: `{ light: 40 }`. */
  readonly set?: Readonly<Record<string, number>>;
  /** See `RerenderPlan`. */
  readonly towards?: Uint8Array | undefined;
  readonly frames: number;
}

/**
 * Finds out what a request means for a model.
 *
 * @returns the plan, and a sentence for each value that lies outside what the model was calibrated on
 * @throws UserError for what the model does not have, with the nearest name
 */
export function planRerender(
  model: ModelDescription,
  { vary, set = {}, towards, frames }: RerenderRequest,
): { readonly plan: RerenderPlan; readonly notices: readonly string[] } {
  const controls = controlsOf(model);
  const { settings, notices } = planSettings(model, set);
  const sweeps =
    towards === undefined
      ? (vary.length === 0 ? [controls[0]!.name] : vary).map((name): SweepPlan => {
          return { kind: 'control', name, control: findControl(controls, name) };
        })
      : (vary.length === 0 ? ['intrinsic'] : vary).map((name): SweepPlan => {
          return {
            kind: 'towards',
            name,
            groups: name.split('+').flatMap((one) => groupsCalled(one, model)),
          };
        });
  return { plan: { settings, sweeps, towards, frames }, notices };
}

/** The groups that one word stands for: a group, an alias of factors, or `intrinsic` for all of many units. */
function groupsCalled(name: string, { groups, data }: ModelDescription): readonly string[] {
  if (groups.some((group) => group.name === name)) return [name];
  const alias = data.aliases[name];
  const meant =
    alias === undefined
      ? groups.filter((group) => name === 'intrinsic' && !isOneNumber(group))
      : groups.filter((group) => group.factors.every((factor) => alias.includes(factor)));
  if (meant.length > 0) return meant.map((group) => group.name);
  const known = [...groups.map((group) => group.name), ...Object.keys(data.aliases)];
  const guess = nearest(name, known);
  throw new UserError(
    `This model has no group called ${name} to morph.${guess === undefined ? '' : ` Did you mean ${guess}?`} It has ${known.join(', ')}.`,
  );
}
