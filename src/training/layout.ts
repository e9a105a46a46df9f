import { checkGroups, type Group, pageGroups, paperGroups } from '../code/groups.js';
import type { DatasetInfo } from '../dataset/batch.js';
import { activeFactors, kindName } from '../dataset/kind.js';
import { UserError } from '../errors.js';

/**
 * The groups of the code from the option that names them: `paper`, `page`, or a list of kinds and units such
 * as `azimuth=1,light=1,intrinsic=58`.
 *
 * @throws UserError where the list is malformed or does not fill the code
 */
export function layoutOf(
  groups: string,
  code: number,
  info: Pick<DatasetInfo, 'factors' | 'aliases'>,
): readonly Group[] {
  if (groups === 'paper') return paperGroups(info.factors, code);
  if (groups === 'page') return pageGroups(info.factors, code);
  const layout = groups.split(',').map((entry) => {
    const [kind = '', units = '', ...rest] = entry.trim().split('=');
    if (rest.length > 0 || !/^\d+$/.test(units))
      throw new UserError(
        `The groups are given as "${groups}", of which "${entry}" is no factor and number of units. Write paper, ` +
          'page, or a list of factors with units, such as azimuth=1,elevation=1,light=1,intrinsic=57.',
      );
    const factors = activeFactors(kind, info);
    return { name: kindName(factors, info), units: Number(units), factors };
  });
  checkGroups(layout, code, info.factors);
  return layout;
}

/** What `layoutOf` reads as the same groups: `azimuth=1,light=1,shape=40`. */
export function formatGroups(groups: readonly Group[]): string {
  return groups.map(({ name, units }) => `${name}=${units}`).join(',');
}
