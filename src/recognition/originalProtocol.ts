import { pearson } from '../statistics/correlation.js';
import { type Estimate, estimateShare } from './estimate.js';
import type { Features } from './features.js';
import type { PeopleImages } from './people.js';
import { fitProjection } from './projection.js';
import { areaUnderCurve, decisions, equalErrorRate } from './verification.js';

export interface ProtocolScore {
  readonly pairs: number;
  readonly auc: Estimate;
  /** Share of pairs decided rightly; the threshold is set on as many pairs of training people. */
  readonly accuracy: Estimate;
}

/**
 * The verification protocol recovered from the authors' scripts: 96 pairs of images, half of them of one
 * person; features are standardised and Pearson-correlated, and a threshold decides. Rescored from their own
 * committed features it gives 63.5 %.
 *
 * @param training images of other people, for the standardisation and the threshold
 * @param test one person for each pair
 */
export async function originalProtocol(
  features: Features,
  training: PeopleImages,
  test: PeopleImages,
): Promise<ProtocolScore> {
  const seen = await features(training.images);
  const width = seen.length / training.people.length;
  const { mean, scale } = fitProjection('standard', { features: seen, width, people: training.people });
  const correlate = (values: Float32Array, people: ArrayLike<number>): ReturnType<typeof pairUp> => {
    const rows = Array.from({ length: people.length }, (_, i) =>
      values.slice(i * width, (i + 1) * width).map((x, c) => (x - mean[c]!) * scale[c]!),
    );
    return pairUp(rows, people);
  };
  const { threshold } = equalErrorRate(correlate(seen, training.people));
  const trials = correlate(await features(test.images), test.people);
  return {
    pairs: trials.scores.length,
    auc: areaUnderCurve(trials),
    accuracy: estimateShare(decisions(trials, threshold), trials.people),
  };
}

/** Of every other person two images, of the rest one beside one of the next. */
function pairUp(
  rows: readonly Float32Array[],
  people: ArrayLike<number>,
): { readonly scores: number[]; readonly same: number[]; readonly people: number[] } {
  const first: number[] = [];
  for (let i = 0; i < people.length; i++) if (i === 0 || people[i] !== people[i - 1]) first.push(i);
  const pairs = first.map((start, k) => {
    const same = k % 2 === 0 ? 1 : 0;
    const other = same === 1 ? start + 1 : first[(k + 1) % first.length]!;
    return { score: pearson(rows[start]!, rows[other]!), same };
  });
  return {
    scores: pairs.map((pair) => pair.score),
    same: pairs.map((pair) => pair.same),
    people: pairs.map((_, k) => k),
  };
}
