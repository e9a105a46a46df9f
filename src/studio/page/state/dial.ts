import { type Control, formatValue } from '../../../rerender/controls.js';
import { type Factor, isNumber, type Parameter } from '../../../scene/scene.js';

/** Something with a slider: a control of the code, or a parameter of the scene. */
export type Dial = Pick<Control, 'name' | 'group' | 'unit' | 'min' | 'max'>;

/** So far from the mean a slider goes: all but one person in four hundred lie within. */
const SIGMAS = 3;

export function dialsOf(factors: readonly Factor[]): readonly Dial[] {
  return factors.flatMap((factor) =>
    factor.parameters.filter(isNumber).map((parameter) => ({
      name: parameter.name,
      group: factor.name,
      unit: parameter.unit,
      ...rangeOf(parameter.prior),
    })),
  );
}

/** Pose and light in words: `azimuth 20°, light -40°`. */
export function poseOf<D extends Dial>(dials: readonly D[], standOf: (dial: D) => number): string {
  return dials
    .filter(({ unit }) => unit !== 'sigma')
    .map((dial) => `${dial.name} ${formatValue(dial.unit, standOf(dial))}`)
    .join(', ');
}

/** Of a slider. */
function rangeOf(prior: Parameter['prior']): { readonly min: number; readonly max: number } {
  switch (prior.kind) {
    case 'uniform':
      return { min: prior.min, max: prior.max };
    case 'normal':
      return { min: -SIGMAS, max: SIGMAS };
    case 'level':
      return { min: 0, max: prior.count - 1 };
    case 'choice':
      return { min: prior.values[0]!, max: prior.values.at(-1)! };
  }
}
