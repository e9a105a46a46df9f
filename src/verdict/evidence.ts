import { isOneNumber, placeGroups } from '../code/groups.js';
import type { ModelDescription } from '../model/description.js';
import { headOf } from '../refinement/head.js';
import { pearson } from '../statistics/correlation.js';
import type { Logistic } from '../statistics/logistic.js';

/** What a model's reading of a picture says about whether there was something to read. */
export interface Evidence {
  /** Correlation of the picture with the head that is drawn for it, over the head: 1 at best. Blind to exposure. */
  readonly likeness: number;
  /** log of the mean square of the units that stand for a person: about 0 for people like those of the training. */
  readonly strangeness: number;
  /** Mean log sigma^2 of the units of one number each, pose and light: how unsure the encoder is of them. */
  readonly doubt: number;
}

/** What a model has learnt about its own readings: the log odds that there was a face, by the numbers of `rowOf`. */
export type Judgement = Logistic;

export const rowOf = ({ likeness, strangeness, doubt }: Evidence): readonly number[] => [
  likeness,
  strangeness,
  doubt,
];

/**
 * @param picture [size, size], 0 to 1
 * @param posterior of one picture: [units] each
 * @param drawn what the decoder makes of the posterior's mean, [size, size], 0 to 1
 */
export function evidenceOf(
  { groups }: Pick<ModelDescription, 'groups'>,
  picture: Float32Array,
  { mu, logVar }: { readonly mu: Float32Array; readonly logVar: Float32Array },
  drawn: Float32Array,
): Evidence {
  let square = 0;
  let many = 0;
  let doubt = 0;
  let single = 0;
  for (const group of placeGroups(groups)) {
    const { start, units } = group;
    if (isOneNumber(group)) {
      for (let u = start; u < start + units; u++) doubt += logVar[u]! / units;
      single++;
      continue;
    }
    for (let u = start; u < start + units; u++) square += mu[u]! ** 2;
    many += units;
  }
  return {
    likeness: correlationOver(headOf(drawn), picture, drawn),
    strangeness: Math.log((square + 1e-6) / Math.max(1, many)),
    doubt: doubt / Math.max(1, single),
  };
}

function correlationOver(area: Float32Array, a: Float32Array, b: Float32Array): number {
  const counts = (_: number, i: number): boolean => area[i]! >= 0.5;
  return pearson(a.filter(counts), b.filter(counts));
}
