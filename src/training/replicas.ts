import { createHash } from 'node:crypto';
import { gather, type Ranks } from '../ranks/ranks.js';
import { thrownByAll } from '../ranks/together.js';
import { Spoilt } from './diverged.js';
import type { TrainingState } from './learning.js';

/** Gives every rank the state of rank 0, which alone reads checkpoints. */
export async function shareState(ranks: Ranks, state: TrainingState): Promise<void> {
  if (ranks.size === 1) return;
  const { step, best, validationDue } = state;
  const [text] = await gather(ranks, ranks.rank === 0 ? JSON.stringify({ step, best, validationDue }) : '');
  Object.assign(state, { best: undefined }, JSON.parse(text!));
  const { parameters, optimiser } = state;
  for (const { data } of [parameters, optimiser.firstMoment, optimiser.secondMoment]) await ranks.share(data);
}

/**
 * Every rank moves its own copy of the parameters, by the same gradients and so to the same bits. A machine that
 * computes wrongly would part them in silence.
 *
 * @throws Spoilt on all ranks where they have come apart
 */
export async function checkReplicas(ranks: Ranks, { step, parameters }: TrainingState): Promise<void> {
  if (ranks.size === 1) return;
  const { buffer, byteOffset, byteLength } = parameters.data;
  const digest = createHash('sha256').update(new Uint8Array(buffer, byteOffset, byteLength));
  const digests = await gather(ranks, digest.digest('hex'));
  const other = digests.findIndex((one) => one !== digests[0]);
  if (other === -1) return;
  throw thrownByAll(
    new Spoilt(
      `At step ${step} the parameters of rank ${other} are not those of rank 0: one of the two machines, or the MPI ` +
        'between them, computes wrongly. The last checkpoint is from before that: go on with --resume on others.',
    ),
  );
}
