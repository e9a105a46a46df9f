import { availableParallelism, cpus } from 'node:os';
import { gather, type Ranks } from './ranks.js';

/**
 * Who they are, for people: a line for all, and one for each with its host, process and cores. A launcher says of a
 * rank that has died often no more than its process; and some give each rank a single core unless told otherwise.
 */
export async function describeRanks(ranks: Ranks): Promise<string> {
  const own = `on ${ranks.host}: process ${process.pid}, ${availableParallelism()} of ${cpus().length} cores`;
  const all = await gather(ranks, own);
  const lines = all.map((text, rank) => `  rank ${rank} ${text}`);
  return [`${ranks.size} ranks through ${ranks.description}`, ...lines].join('\n');
}
