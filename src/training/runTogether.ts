import type { BatchSource } from '../dataset/batch.js';
import { UserError } from '../errors.js';
import { type Lock, withLock } from '../files/lock.js';
import { makeFolder } from '../files/makeFolder.js';
import { readableBytes, roomFor } from '../files/room.js';
import { buildDecoder, buildEncoder } from '../network/architecture.js';
import { parametersOf } from '../network/tensors.js';
import { gather, type Ranks } from '../ranks/ranks.js';
import { together } from '../ranks/together.js';
import { architectureOf } from './architectureOf.js';
import { checkpointRoom } from './checkpoint.js';
import type { RunConfig, RunFolder } from './run.js';

/**
 * The configuration of a run, which only rank 0 need be able to read.
 *
 * @throws UserError where there is no training, or its configuration is damaged
 */
export async function readTogether(ranks: Ranks, folder: RunFolder): Promise<RunConfig> {
  const own = await together(ranks, async () => (ranks.rank === 0 ? folder.readConfig() : undefined));
  if (ranks.size === 1) return own!;
  const [text] = await gather(ranks, own === undefined ? '' : JSON.stringify(own));
  return JSON.parse(text!) as RunConfig;
}

/**
 * Works while rank 0 holds the lock of the run folder, and has found room there.
 *
 * @param work begins by doing something `together`
 */
export async function withFolder<T>(
  folder: RunFolder,
  ranks: Ranks,
  config: RunConfig,
  source: BatchSource,
  work: (lock: Lock | undefined) => Promise<T>,
): Promise<T> {
  if (ranks.rank > 0) return work(undefined);
  let begun = false;
  try {
    await refuseWithoutRoom(folder, config, source);
    await makeFolder(folder.path);
    return await withLock(folder.path, (lock) => {
      begun = true;
      return work(lock);
    });
  } catch (error) {
    // The others are waiting for the first thing of their work.
    if (!begun) await together(ranks, () => Promise.reject(error));
    throw error;
  }
}

/** A disk that is full already shall not be found out after a thousand steps. */
async function refuseWithoutRoom(
  folder: RunFolder,
  { options }: RunConfig,
  { info }: BatchSource,
): Promise<void> {
  const architecture = architectureOf(options, info.size);
  const needed = checkpointRoom(parametersOf(buildEncoder(architecture), buildDecoder(architecture)));
  const room = (await roomFor(folder.path)) + (await folder.checkpointBytes());
  if (needed > room)
    throw new UserError(
      `The checkpoints of this training take ${readableBytes(needed)}, but the disk of ${folder.path} has ` +
        `${readableBytes(room)} for them. Free some space, or give a --run on another disk.`,
    );
}
