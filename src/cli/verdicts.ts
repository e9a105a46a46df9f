import type { Model } from '../model/model.js';
import type { Photograph } from '../rerender/readPhotograph.js';
import type { Verdict } from '../verdict/verdict.js';

/**
 * Whether photographs could be read, in their order, before anything is said about who is on them.
 *
 * @returns undefined where the model has learnt no judgement
 */
export async function verdictsOn(
  model: Model,
  photographs: readonly Photograph[],
): Promise<readonly (Verdict | undefined)[]> {
  const { judgeImage } = await import('../rerender/look.js');
  const verdicts = [];
  for (const { pixels, found } of photographs) verdicts.push(await judgeImage(model, pixels, found));
  return verdicts;
}

/** What must be said of a photograph that was not read well; undefined of any other. */
export function doubtIn(verdict: Verdict | undefined): string | undefined {
  return verdict?.reads === 'well' ? undefined : verdict?.words;
}
