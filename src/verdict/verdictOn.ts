import type { Group } from '../code/groups.js';
import { evidenceOf, type Judgement } from './evidence.js';
import { judge, type Verdict } from './verdict.js';

/**
 * Whether a model could read a picture.
 *
 * @param picture [size, size], 0 to 1
 * @param posterior of one picture: [units] each
 * @param drawn what the decoder makes of the posterior's mean, [size, size], 0 to 1
 * @param found whether a face was found where the picture was framed; undefined where nobody looked
 * @returns undefined where the model has learnt no judgement
 */
export function verdictOn(
  model: { readonly groups: readonly Group[]; readonly judgement?: Judgement | undefined },
  picture: Float32Array,
  posterior: { readonly mu: Float32Array; readonly logVar: Float32Array },
  drawn: Float32Array,
  found: boolean | undefined,
): Verdict | undefined {
  const { judgement } = model;
  return judgement && judge(judgement, evidenceOf(model, picture, posterior, drawn), picture, drawn, found);
}
