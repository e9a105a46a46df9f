import { UserError } from '../errors.js';
import { isFull, readableBytes, roomFor } from '../files/room.js';
import { rowBytes } from './npy.js';
import type { Job } from './store.js';

/** @throws UserError where the disk has no room for what is not yet rendered */
export async function checkSpace(folder: string, jobs: readonly Job[]): Promise<void> {
  const needed = jobs.reduce((sum, { part, done }) => {
    const batch = Object.values(part.layouts).reduce((bytes, layout) => bytes + rowBytes(layout), 0);
    return sum + (part.count - done) * batch;
  }, 0);
  const room = await roomFor(folder);
  if (needed > room)
    throw new UserError(
      `The data set takes ${readableBytes(needed)} more, but the disk of ${folder} has ${readableBytes(room)} ` +
        'available. Free some space, ask for fewer batches or a smaller size, or write to another disk.',
    );
}

/** Turns what the system says of a failed write into something that the user can mend. */
export function explainWriteError(error: unknown, folder: string): unknown {
  if (isFull(error))
    return new UserError(
      `The disk of ${folder} became full. What is rendered so far is kept: free some space and run the same ` +
        'command again to go on.',
    );
  if ((error as NodeJS.ErrnoException).code === 'ENOENT')
    return new UserError(
      `A file vanished from ${folder} while it was being written (${(error as Error).message}). Run the same ` +
        'command again to go on.',
    );
  return error;
}
