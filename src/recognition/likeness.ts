import type { Likeness } from '../evaluation/likeness.js';
import type { Model } from '../model/model.js';
import { codeFeatures } from './features.js';
import { embed, embeddingWidth } from './projection.js';
import type { Recogniser } from './recogniser.js';
import { cosines } from './trials.js';

/** How alike the people on pictures are to a recogniser: the cosine of their embeddings. */
export function recogniserLikeness(model: Model, { projection }: Recogniser): Likeness {
  const features = codeFeatures(model, 'identity');
  const width = embeddingWidth(projection);
  return async (truths, guesses) => {
    const probes = embed(projection, await features(truths));
    const gallery = { vectors: embed(projection, await features(guesses)), width };
    return Array.from({ length: probes.length / width }, (_, i) =>
      cosines(gallery, probes.subarray(i * width, (i + 1) * width)),
    );
  };
}
