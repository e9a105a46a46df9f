import type { Ranks } from '../ranks/ranks.js';
import type { Outcome } from './command.js';
import { describeFailure } from './failure.js';

/**
 * Runs a command in the process that this is, alone or one of several. Several tell a failure once, as far as all have
 * heard of it; otherwise the one that failed ends the job.
 */
export async function asRank(
  run: (ranks: Ranks) => Promise<Outcome | undefined>,
): Promise<Outcome | undefined> {
  const { joinRanks } = await import('../ranks/joinRanks.js');
  const { isKnownToAll } = await import('../ranks/together.js');
  const ranks = await joinRanks();
  try {
    const outcome = await run(ranks);
    ranks.leave();
    return outcome;
  } catch (error) {
    if (ranks.size === 1) throw error;
    if (!isKnownToAll(error)) {
      const { message, exitCode } = describeFailure(error);
      console.error(`Rank ${ranks.rank} of ${ranks.size}, on ${ranks.host}: ${message}`);
      ranks.abort(exitCode);
    }
    ranks.leave();
    if (ranks.rank === 0) throw error;
    return undefined;
  }
}
