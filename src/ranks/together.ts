import { UserError } from '../errors.js';
import { gather, type Ranks } from './ranks.js';

/** Failures that every rank has heard of: rank 0 tells them for all. */
const known = new WeakSet<Error>();

/**
 * Does what a rank may fail at by itself, as reading its images or writing to its disk. If any fails, all throw at the
 * same place: nobody waits for one that will not come.
 *
 * @param work makes no calls that wait for other ranks
 * @throws whatever the own work threw, otherwise a UserError that names the rank that failed
 */
export async function together<T>(ranks: Ranks, work: () => Promise<T>): Promise<T> {
  if (ranks.size === 1) return work();
  const outcome = await work().then(
    (result) => ({ result }),
    (failure: unknown) => ({ failure: failure instanceof Error ? failure : new Error(String(failure)) }),
  );
  const failures = await gather(ranks, 'failure' in outcome ? `${ranks.host}: ${said(outcome.failure)}` : '');
  if ('failure' in outcome) throw thrownByAll(outcome.failure);
  const failed = failures.findIndex((text) => text !== '');
  if (failed === -1) return outcome.result;
  throw thrownByAll(new UserError(`Rank ${failed} of ${ranks.size}, on ${failures[failed]}`));
}

/** Marks what every rank finds out by itself, from numbers that all have. */
export function thrownByAll<E extends Error>(error: E): E {
  known.add(error);
  return error;
}

/** Whether all ranks have thrown, this one that failure. */
export function isKnownToAll(error: unknown): boolean {
  return error instanceof Error && known.has(error);
}

/** Whether any rank says so. */
export async function any(ranks: Ranks, own: boolean): Promise<boolean> {
  const votes = Float64Array.of(own ? 1 : 0);
  await ranks.sum(votes);
  return votes[0]! > 0;
}

function said(error: Error): string {
  return error instanceof UserError ? error.message : (error.stack ?? error.message);
}
