import type { BatchSource, Split } from '../dataset/batch.js';
import { canonicalKind, type Vocabulary } from '../dataset/kind.js';
import { readAhead } from '../dataset/readAhead.js';
import type { Factor } from '../scene/scene.js';

/** Images, several of each person. */
export interface PeopleImages {
  /** [n, size, size], 0 to 255. */
  readonly images: Uint8Array;
  /** Whom each image shows, [n]. */
  readonly people: Int32Array;
}

/**
 * The names of the factors that make a person: those that take many numbers (shape, texture). Pose and light
 * take one each.
 */
export function identityFactors(factors: readonly Factor[]): readonly string[] {
  return factors.filter(({ parameters }) => parameters.length !== 1).map(({ name }) => name);
}

/** The kind of batch in which one person is seen under many poses and lights. */
export function onePersonKind(vocabulary: Vocabulary & { readonly factors: readonly Factor[] }): string {
  return canonicalKind(`all-but-${identityFactors(vocabulary.factors).join('+')}`, vocabulary);
}

/** Reads `count` people: one batch each, in which only pose and light vary. */
export async function readPeople(
  source: BatchSource,
  split: Split,
  count: number,
  onPerson: () => void = () => {},
): Promise<PeopleImages> {
  const { size, batchSize } = source.info;
  const kind = onePersonKind(source.info);
  const requests = Array.from({ length: count }, (_, index) => ({ split, kind, index }));
  const images = new Uint8Array(count * batchSize * size ** 2);
  let place = 0;
  for await (const batch of readAhead(source, requests, 4)) {
    images.set(batch.images, place);
    place += batch.images.length;
    onPerson();
  }
  return {
    images,
    people: Int32Array.from({ length: count * batchSize }, (_, i) => Math.floor(i / batchSize)),
  };
}
