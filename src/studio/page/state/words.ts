import type { ModelDescription } from '../../../model/description.js';
import { knowsPeople } from '../../../model/people.js';
import { showsObjects } from '../../../scene/sceneName.js';
import type { Dial } from './dial.js';

/** `Azimuth`; of many directions `Shape 2`. */
export function labelOf({ name, group, unit }: Dial): string {
  if (unit !== 'sigma') return capital(name);
  return `${capital(group)} ${name === group ? 1 : name.slice(group.length + 1)}`;
}

/** A number with so many digits behind the point, and never -0. */
export function fixed(value: number, digits: number): string {
  return value.toFixed(digits).replace(/^-(?=[0.]*$)/, '');
}

/** A number in about three digits, and in few characters: `0.123`, `1204`, `12.3k`, `1.08e-5`. */
export function brief(value: number): string {
  const size = Math.abs(value);
  if (size >= 10_000) return `${Number((value / 1000).toPrecision(4))}k`;
  const rounded = Number(value.toPrecision(size >= 1000 ? 4 : 3));
  return size > 0 && size < 0.001 ? rounded.toExponential() : String(rounded);
}

/** What a model's pictures show, in words. */
export function nounsOf(model: Pick<ModelDescription, 'data'>): {
  readonly one: string;
  readonly person: string;
  readonly people: string;
} {
  if (showsObjects(model.data.scene)) return { one: 'object', person: 'object', people: 'objects' };
  return knowsPeople(model)
    ? { one: 'face', person: 'person', people: 'people' }
    : { one: 'picture', person: 'picture', people: 'pictures' };
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
