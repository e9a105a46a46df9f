import { Random } from '../../../numeric/random.js';
import { type Factor, parametersOf } from '../../../scene/scene.js';
import { type Dial, dialsOf } from './dial.js';
import { type Params, paramsOf, type ViewName } from './route.js';

/**
 * The values of a scene: what the address says, within the range of the slider, or else a person's, or else the middle
 * of the range.
 *
 * @param params `person` names a person by a number: the same number is the same person everywhere
 * @param dials the sliders, if they have other ranges than the scene
 * @param own the values of somebody who is known, instead of a person by a number
 * @returns one number a parameter
 */
export function sceneValues(
  factors: readonly Factor[],
  params: Params,
  dials: readonly Dial[] = dialsOf(factors),
  own?: Float32Array,
): Float32Array {
  const random = params.person === undefined ? undefined : new Random('studio', params.person);
  return Float32Array.from(parametersOf({ factors }), ({ name, prior }, i) => {
    const drawn = own?.[i] ?? (prior.kind === 'normal' ? (random?.normal() ?? 0) : 0);
    const given = Number(params[name]);
    const dial = dials.find((one) => one.name === name);
    return params[name] === undefined || !Number.isFinite(given) || dial === undefined
      ? drawn
      : Math.min(dial.max, Math.max(dial.min, given));
  });
}

/** What turns a head and lights it, but makes no other person. */
const ANGLES: ReadonlySet<string> = new Set(['azimuth', 'elevation', 'light']);

/** A view shows somebody else; pose and light stay as they are. */
export function anotherPerson(view: ViewName): void {
  const [person] = crypto.getRandomValues(new Uint32Array(1));
  const kept = Object.entries(paramsOf(view).value).filter(([name]) => ANGLES.has(name));
  paramsOf(view).value = { ...Object.fromEntries(kept), person: String(person! % 1e6) };
}

/** The part of an address that says who is shown, in one word that can be compared. */
export function whoIs(params: Params): string {
  const own = Object.entries(params).filter(([name]) => !ANGLES.has(name));
  return new URLSearchParams(own).toString();
}
