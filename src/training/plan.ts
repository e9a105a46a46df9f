import { type Group, isOneNumber } from '../code/groups.js';
import { batchesOf, kindsOf } from '../dataset/available.js';
import type { DatasetInfo } from '../dataset/batch.js';
import { activeFactors, canonicalKind, kindName } from '../dataset/kind.js';
import type { BatchRequest } from '../dataset/readAhead.js';
import { UserError } from '../errors.js';
import { Random } from '../numeric/random.js';

/** How often each kind of batch is trained, relative to the others: azimuth 1, intrinsic 10. */
export type KindWeights = Readonly<Record<string, number>>;

/** The paper's share of the groups of many units: azimuth, elevation and light have 1 each. */
const INTRINSIC_SHARE = 10;

/** Ours gives pose and light, which are hard to tell apart, twice the share of a group of many units. */
const SINGLE_SHARE = 2;

/**
 * The kinds to train and their weights.
 *
 * `paper`: one kind for each group, 1 for a group of one unit; the groups of many units share 10.
 * `all-but-one`: 2 for a group of one unit, 1 for one of many units; and as often, where the data has them,
 * batches in which everything varies but that group's factors, which align the code across people, poses and
 * lights.
 * Anything else is a list, `azimuth=1,elevation=1,intrinsic=10`.
 *
 * @throws UserError where the list is malformed, the data has no such batches, or a kind trains no group
 */
export function kindWeights(kinds: string, groups: readonly Group[], info: DatasetInfo): KindWeights {
  const weights = isRule(kinds) ? byRule(kinds, groups, info) : parse(kinds, info);
  for (const kind of Object.keys(weights)) {
    const active = activeFactors(kind, info);
    if (!groups.some((group) => group.factors.some((factor) => active.includes(factor))))
      throw new UserError(`No group of the code stands for what varies in batches of the kind ${kind}.`);
    if (batchesOf(info, 'train', kind) > 0) continue;
    const available = kindsOf(info, 'train');
    throw new UserError(
      `The training asks for batches of the kind ${kind}, which the data does not have; it has ` +
        `${available.join(', ')}. Render that kind too, or choose, for example with ` +
        `--kinds ${available.map((name) => `${name}=1`).join(',')}.`,
    );
  }
  return weights;
}

/** How many sets a step has, and how many images a set. */
export interface SetLayout {
  readonly sets: number;
  readonly images: number;
}

/** Sets no larger than a batch of the data, and as many of them as make a step: at least one. */
export function setsOf(
  { batch, set }: { readonly batch: number; readonly set: number },
  info: DatasetInfo,
): SetLayout {
  const images = isEndless(info) ? set : Math.min(set, info.batchSize);
  return { sets: Math.max(1, Math.floor(batch / images)), images };
}

/**
 * The sets that a training step reads: a pure function of seed and step, so that a resumed training goes on
 * where it was. For each set, the kind is drawn in proportion to its weight, then the batch uniformly among those of
 * its kind, then where in the batch the set begins; where batches are endless each is read once.
 *
 * @param step counted from 1
 */
export function plannedStep(
  seed: number,
  step: number,
  weights: KindWeights,
  info: DatasetInfo,
  { sets, images }: SetLayout,
): readonly BatchRequest[] {
  const random = new Random(seed, 'plan', step);
  return Array.from({ length: sets }, (_, j) => {
    const kind = drawKind(weights, random);
    if (isEndless(info))
      return { split: 'train', kind, index: (step - 1) * sets + j + 1, part: { first: 0, count: images } };
    const index = random.integer(batchesOf(info, 'train', kind));
    if (images === info.batchSize) return { split: 'train', kind, index };
    return { split: 'train', kind, index, part: { first: random.integer(info.batchSize), count: images } };
  });
}

function isEndless(info: DatasetInfo): boolean {
  return Object.values(info.splits.train).includes(Number.POSITIVE_INFINITY);
}

function drawKind(weights: KindWeights, random: Random): string {
  const kinds = Object.entries(weights);
  const total = kinds.reduce((sum, [, weight]) => sum + weight, 0);
  const point = random.uniform(0, total);
  let sum = 0;
  const [kind] = kinds.find(([, weight]) => {
    sum += weight;
    return point < sum;
  })!;
  return kind;
}

function isRule(kinds: string): kinds is 'paper' | 'all-but-one' {
  return kinds === 'paper' || kinds === 'all-but-one';
}

function byRule(rule: 'paper' | 'all-but-one', groups: readonly Group[], info: DatasetInfo): KindWeights {
  const weights: Record<string, number> = {};
  const large = groups.filter((group) => !isOneNumber(group)).length;
  for (const group of groups) {
    const { factors } = group;
    const kind = kindName(factors, info);
    if (rule === 'paper') {
      weights[kind] = isOneNumber(group) ? 1 : INTRINSIC_SHARE / large;
      continue;
    }
    const share = isOneNumber(group) ? SINGLE_SHARE : 1;
    weights[kind] = (weights[kind] ?? 0) + share;
    const others = info.factors.map(({ name }) => name).filter((name) => !factors.includes(name));
    const allBut = others.length > 0 ? kindName(others, info) : kind;
    if (allBut !== kind && batchesOf(info, 'train', allBut) > 0)
      weights[allBut] = (weights[allBut] ?? 0) + share;
  }
  return weights;
}

function parse(kinds: string, info: DatasetInfo): KindWeights {
  const weights: Record<string, number> = {};
  for (const entry of kinds.split(',')) {
    const [kind = '', weight = '', ...rest] = entry.trim().split('=');
    const value = Number(weight);
    if (rest.length > 0 || weight === '' || !(value > 0 && Number.isFinite(value)))
      throw new UserError(
        `The kinds of batches are given as "${kinds}", of which "${entry}" is no kind and weight. Write paper, ` +
          'all-but-one, or a list of kinds with weights above 0, such as azimuth=1,elevation=1,intrinsic=10.',
      );
    weights[canonicalKind(kind, info)] = value;
  }
  return weights;
}
