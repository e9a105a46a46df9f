import type { BatchSource, Split } from '../dataset/batch.js';
import { canonicalKind, type Vocabulary } from '../dataset/kind.js';
import { readAhead } from '../dataset/readAhead.js';
import { identityFactors } from '../scene/identity.js';
import type { Factor } from '../scene/scene.js';
import type { Features } from './features.js';
import type { LabelledFeatures } from './projection.js';

/** Images, several of each person. */
export interface PeopleImages {
  /** [n, size, size], 0 to 255. */
  readonly images: Uint8Array;
  /** Whom each image shows, [n]. */
  readonly people: Int32Array;
}

/** The kind of batch in which one person is seen under many poses and lights. */
export function onePersonKind(vocabulary: Vocabulary & { readonly factors: readonly Factor[] }): string {
  return canonicalKind(`all-but-${identityFactors(vocabulary.factors).join('+')}`, vocabulary);
}

/**
 * The same people as `readPeople` gives, as features of several sorts: their images would fill the memory, so only
 * a few are held at a time.
 *
 * @returns one a sort, in their order
 */
export async function describePeople(
  source: BatchSource,
  split: Split,
  count: number,
  sorts: readonly Features[],
  onPerson: () => void = () => {},
): Promise<readonly LabelledFeatures[]> {
  const { size, batchSize } = source.info;
  const described: Float32Array[] = [];
  const width = (s: number): number => described[s]!.length / count / batchSize;
  for (let first = 0; first < count; first += HELD) {
    const { images } = await readPeople(source, split, Math.min(HELD, count - first), onPerson, first);
    for (const [s, sort] of sorts.entries()) {
      const features = await sort(images);
      described[s] ??= new Float32Array((features.length / (images.length / size ** 2)) * count * batchSize);
      described[s].set(features, first * batchSize * width(s));
    }
  }
  const people = Int32Array.from({ length: count * batchSize }, (_, i) => Math.floor(i / batchSize));
  return sorts.map((_, s) => ({ features: described[s]!, width: width(s), people }));
}

/** People whose images are in memory at once. */
const HELD = 32;

/** Reads `count` people: one batch each, in which only pose and light vary. */
export async function readPeople(
  source: BatchSource,
  split: Split,
  count: number,
  onPerson: () => void = () => {},
  first = 0,
): Promise<PeopleImages> {
  const { size, batchSize } = source.info;
  const kind = onePersonKind(source.info);
  const requests = Array.from({ length: count }, (_, i) => ({ split, kind, index: first + i }));
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
