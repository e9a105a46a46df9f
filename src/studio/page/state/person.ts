import { Random } from '../../../numeric/random.js';
import { type Factor, parametersOf } from '../../../scene/scene.js';
import { rangeOf } from './dial.js';
import type { Params } from './route.js';

/**
 * The values of a scene: what the address says, within the range of the slider, or else a person's, or else the middle of the range.
 *
 * @param params `person` names a person by a number: the same number is the same person everywhere
 * @returns one number a parameter
 */
export function sceneValues(factors: readonly Factor[], params: Params): Float32Array {
  const random = params.person === undefined ? undefined : new Random('studio', params.person);
  return Float32Array.from(parametersOf({ factors }), ({ name, prior }) => {
    const drawn = prior.kind === 'normal' ? (random?.normal() ?? 0) : 0;
    const given = Number(params[name]);
    const { min, max } = rangeOf(prior);
    return params[name] === undefined || !Number.isFinite(given)
      ? drawn
      : Math.min(max, Math.max(min, given));
  });
}
