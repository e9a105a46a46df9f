import { embed, embeddingWidth, type LabelledFeatures, type Projection } from './projection.js';
import { firstAgainstRest } from './trials.js';
import { areaUnderCurve } from './verification.js';

/** Numbers of directions that are tried, beside all of them. */
const COUNTS = [2, 3, 5, 7, 10, 15, 20, 30, 50, 70];

/**
 * The leading directions of a projection, as many as tell validation people apart best by the area under the curve.
 * All of them are as good as none for discriminants: a rotation, which changes no cosine.
 *
 * @param projection its directions in the order of their worth; one without any is returned as it is
 */
export function chooseDirections(projection: Projection, validation: LabelledFeatures): Projection {
  const { directions, mean } = projection;
  if (directions === undefined) return projection;
  const all = embeddingWidth(projection);
  const tried = [...COUNTS.filter((count) => count < all), all].map((count) => {
    const leading = { ...projection, directions: directions.slice(0, count * mean.length) };
    const vectors = embed(leading, validation.features);
    return {
      leading,
      area: areaUnderCurve(firstAgainstRest({ vectors, width: count, people: validation.people }, 0)).value,
    };
  });
  return tried.reduce((a, b) => (b.area > a.area ? b : a)).leading;
}
