import { identityFactors } from '../scene/identity.js';
import type { Factor } from '../scene/scene.js';
import { showsObjects } from '../scene/sceneName.js';

/**
 * Numbers the people on images by their coefficients, which are continuous: two are equal in one person only.
 *
 * @param truth [images, parameters]
 * @returns [images], from 0 without gaps; undefined where the scene has no people, or nobody knows who they are
 */
export function peopleOf(truth: Float32Array, factors: readonly Factor[]): Int32Array | undefined {
  const identity = identityFactors(factors);
  const isPerson = factors.flatMap(({ name, parameters }) => parameters.map(() => identity.includes(name)));
  if (!isPerson.includes(true)) return undefined;
  const width = isPerson.length;
  const known = new Map<string, number>();
  return Int32Array.from({ length: truth.length / width }, (_, i) => {
    const person = truth
      .subarray(i * width, (i + 1) * width)
      .filter((_, k) => isPerson[k])
      .join();
    if (!known.has(person)) known.set(person, known.size);
    return known.get(person)!;
  });
}

/** How many people there are, by `peopleOf`. */
export function countPeople(who: Int32Array): number {
  return who.reduce((most, person) => Math.max(most, person + 1), 0);
}

/** What those whom a scene shows are called. */
export function whoIs(scene: string): 'people' | 'objects' {
  return showsObjects(scene) ? 'objects' : 'people';
}
