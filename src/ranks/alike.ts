import { UserError } from '../errors.js';
import { gather, type Ranks } from './ranks.js';
import { thrownByAll } from './together.js';

/**
 * Makes sure that all ranks have the same: the version, the engine, the images.
 *
 * @param facts what each must have in common with rank 0, in words
 * @throws UserError on all ranks that names the first one that has something else
 */
export async function refuseUnlike(ranks: Ranks, facts: Readonly<Record<string, string>>): Promise<void> {
  if (ranks.size === 1) return;
  const all = (await gather(ranks, JSON.stringify(facts))).map((text) => JSON.parse(text) as typeof facts);
  for (const [rank, own] of all.entries())
    for (const [what, has] of Object.entries(all[0]!))
      if (own[what] !== has)
        throw thrownByAll(
          new UserError(
            `All ranks must have the same ${what}: rank 0 has ${has}, rank ${rank} has ${own[what]}. Choose it by its ` +
              'option, or make the machines alike.',
          ),
        );
}
