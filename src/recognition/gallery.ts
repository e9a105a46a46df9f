import { UserError } from '../errors.js';
import { normalise } from './projection.js';
import type { Recogniser } from './recogniser.js';
import { cosines } from './trials.js';

/** People who can be recognised: each one's name and enrolled images, as embeddings. */
export interface Gallery {
  readonly recogniser: Recogniser;
  /** Whom each row of `vectors` shows. */
  readonly names: readonly string[];
  /** Unit vectors [images, width]. */
  readonly vectors: Float32Array;
}

/** A person of the gallery, and how alike a probe is. */
export interface Match {
  readonly name: string;
  /** Cosine with the mean of the person's images, -1 to 1. */
  readonly score: number;
}

/**
 * All people of several galleries; whoever is in two of them has the images of both.
 *
 * @param recogniser what probes will be compared with
 * @throws UserError where there is nobody, or a gallery was enrolled with another model or projection
 */
export function mergeGalleries(
  recogniser: Recogniser,
  galleries: readonly { readonly path: string; readonly gallery: Gallery }[],
): Gallery {
  for (const { path, gallery } of galleries) {
    if (gallery.recogniser.model !== recogniser.model)
      throw new UserError(
        `The gallery ${path} was enrolled with another model: codes of two models cannot be compared. Give the model ` +
          'it was enrolled with, or enrol its people again with this one.',
      );
    if (gallery.recogniser.kind !== recogniser.kind)
      throw new UserError(
        `The gallery ${path} was enrolled with the projection ${gallery.recogniser.kind}, not ${recogniser.kind}: ` +
          `their scores cannot be compared. Add --projection ${gallery.recogniser.kind}, or enrol its people again.`,
      );
  }
  const names = galleries.flatMap(({ gallery }) => gallery.names);
  if (names.length === 0)
    throw new UserError(
      `Nobody is enrolled in ${galleries.map(({ path }) => path).join(', ')}. A gallery is a folder with a folder of ` +
        'images for each person, or a file saved from one.',
    );
  return {
    recogniser,
    names,
    vectors: Float32Array.from(galleries.flatMap(({ gallery }) => [...gallery.vectors])),
  };
}

/**
 * Everybody in the gallery, the most alike first.
 *
 * @param probe unit vector [width]
 */
export function identify(
  { names, vectors }: Pick<Gallery, 'names' | 'vectors'>,
  probe: Float32Array,
): readonly Match[] {
  const people = [...new Set(names)];
  const width = probe.length;
  const means = new Float32Array(people.length * width);
  const place = new Map(people.map((name, p) => [name, p]));
  for (const [i, name] of names.entries())
    for (let c = 0; c < width; c++) means[place.get(name)! * width + c]! += vectors[i * width + c]!;
  for (let p = 0; p < people.length; p++) normalise(means.subarray(p * width, (p + 1) * width));
  const scores = cosines({ vectors: means, width }, probe);
  return people.map((name, p) => ({ name, score: scores[p]! })).sort((a, b) => b.score - a.score);
}
