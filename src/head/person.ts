import { nearest, UserError } from '../errors.js';
import { Random } from '../numeric/random.js';
import type { FaceModel } from '../scene/faceModel.js';

/** What makes a person in the face model, in standard deviations. */
export interface Person {
  readonly shape: Float32Array;
  readonly texture: Float32Array;
}

/** Beyond so many standard deviations no model of a population means anything. */
const MAX_SIGMA = 10;

/** The person in the middle of all: every coefficient is 0. */
export function meanPerson(model: FaceModel): Person {
  return {
    shape: new Float32Array(model.shape.components.length),
    texture: new Float32Array(model.texture[0].components.length),
  };
}

/** A person at random: every coefficient from N(0, 1). The studio's person of that number is the same. */
export function drawPerson(model: FaceModel, seed: number): Person {
  const random = new Random('studio', String(seed));
  const mean = meanPerson(model);
  return { shape: mean.shape.map(() => random.normal()), texture: mean.texture.map(() => random.normal()) };
}

/**
 * The same person with some coefficients set.
 *
 * @param set by the names that the scene `faces` has for them: `{ 'shape.1': 2, 'texture.3': -1 }`
 * @throws UserError for a name that is none of a coefficient, and for a value beyond 10 standard deviations
 */
export function changePerson(person: Person, set: Readonly<Record<string, number>>): Person {
  const changed = { shape: person.shape.slice(), texture: person.texture.slice() };
  const places = new Map(
    (['shape', 'texture'] as const).flatMap((factor) =>
      [...changed[factor].keys()].map((i) => [coefficientName(factor, i), { factor, i }] as const),
    ),
  );
  for (const [name, value] of Object.entries(set)) {
    const place = places.get(name);
    if (place === undefined) throw isUnknown(name, [...places.keys()]);
    if (!(Math.abs(value) <= MAX_SIGMA))
      throw new UserError(
        `${name} is set to ${value}, but must be a number of standard deviations from -${MAX_SIGMA} to ${MAX_SIGMA}; ` +
          'most people lie between -2 and 2. Change it.',
      );
    changed[place.factor][place.i] = value;
  }
  return changed;
}

/** `shape.1` is the first, as in the scene `faces`. */
export function coefficientName(factor: keyof Person, index: number): string {
  return `${factor}.${index + 1}`;
}

function isUnknown(name: string, names: readonly string[]): UserError {
  const guess = nearest(name, names);
  const last = (factor: string): string => names.filter((one) => one.startsWith(factor)).at(-1)!;
  return new UserError(
    `A head has no ${name}.${guess === undefined ? '' : ` Did you mean ${guess}?`} It has shape.1 to ` +
      `${last('shape')} and texture.1 to ${last('texture')}; pose and light are the viewer's.`,
  );
}
