import { checkGroups, type Group, groupOf, pageGroups, paperGroups } from '../code/groups.js';
import { kindsOf } from '../dataset/available.js';
import type { DatasetInfo } from '../dataset/batch.js';
import { activeFactors, kindName } from '../dataset/kind.js';
import { UserError } from '../errors.js';
import type { Factor } from '../scene/scene.js';

/**
 * The groups of the code from the option that names them: `paper`, `page`, or a list of kinds and units such
 * as `azimuth=1,light=1,intrinsic=58`. Factors that no batch of the data tells apart are one group. Two units
 * or more of a factor that goes full circle are a direction; one unit is for what stays within half of it.
 *
 * @throws UserError where the list is malformed or does not fill the code
 */
export function layoutOf(
  groups: string,
  code: number,
  info: Pick<DatasetInfo, 'factors' | 'aliases' | 'splits'>,
): readonly Group[] {
  if (groups === 'paper') return unite(info, (factors) => paperGroups(factors, code));
  if (groups === 'page') return unite(info, (factors) => pageGroups(factors, code));
  const layout = groups.split(',').map((entry) => {
    const [kind = '', units = '', ...rest] = entry.trim().split('=');
    if (rest.length > 0 || !/^\d+$/.test(units))
      throw new UserError(
        `The groups are given as "${groups}", of which "${entry}" is no factor and number of units. Write paper, ` +
          'page, or a list of factors with units, such as azimuth=1,elevation=1,light=1,intrinsic=57.',
      );
    const active = activeFactors(kind, info);
    const factors = info.factors.filter(({ name }) => active.includes(name));
    return groupOf(kindName(active, info), Number(units), factors);
  });
  checkGroups(layout, code, info.factors);
  return layout;
}

/**
 * Photographs of one pose with another face in each are batches of shape and texture, but never of one of them alone:
 * a unit of one cannot learn to leave the other to its neighbour.
 */
function unite(
  info: Pick<DatasetInfo, 'factors' | 'aliases' | 'splits'>,
  groupsOf: (factors: readonly Factor[]) => readonly Group[],
): readonly Group[] {
  const kinds = kindsOf(info, 'train').map((kind) => activeFactors(kind, info));
  const united = new Map<string, Factor[]>();
  for (const factor of info.factors) {
    const varies = kinds.map((active) => active.includes(factor.name));
    const key = varies.includes(true) ? varies.join() : factor.name;
    united.set(key, [...(united.get(key) ?? []), factor]);
  }
  if (united.size === info.factors.length) return groupsOf(info.factors);
  const sets = [...united.values()].map((factors) => ({
    name: kindName(names(factors), info),
    parameters: factors.flatMap(({ parameters }) => parameters),
    factors: names(factors),
  }));
  return groupsOf(sets).map((group) => ({
    ...group,
    factors: group.factors.flatMap((name) => sets.find((set) => set.name === name)?.factors ?? [name]),
  }));
}

function names(factors: readonly Factor[]): string[] {
  return factors.map(({ name }) => name);
}

/** What `layoutOf` reads as the same groups: `azimuth=1,light=1,shape=40`. */
export function formatGroups(groups: readonly Group[]): string {
  return groups.map(({ name, units }) => `${name}=${units}`).join(',');
}
