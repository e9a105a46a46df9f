import { statfs } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { rowBytes } from './npy.js';
import type { Job } from './store.js';

/** @throws UserError where the disk has no room for what is not yet rendered */
export async function checkSpace(folder: string, jobs: readonly Job[]): Promise<void> {
  const needed = jobs.reduce((sum, { part, done }) => {
    const batch = Object.values(part.layouts).reduce((bytes, layout) => bytes + rowBytes(layout), 0);
    return sum + (part.count - done) * batch;
  }, 0);
  const { bavail, bsize } = await statfs(folder);
  if (needed > bavail * bsize)
    throw new UserError(
      `The data set takes ${readable(needed)} more, but the disk of ${folder} has ${readable(bavail * bsize)} ` +
        'available. Free some space, ask for fewer batches or a smaller size, or write to another disk.',
    );
}

/** Turns what the system says of a failed write into something that the user can mend. */
export function explainWriteError(error: unknown, folder: string): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new UserError(
        `The disk of ${folder} became full. What is rendered so far is kept: free some space and run the same ` +
          'command again to go on.',
      );
    case 'ENOENT':
      return new UserError(
        `A file vanished from ${folder} while it was being written (${(error as Error).message}). If nobody else ` +
          'renders into that folder, run the same command again to go on.',
      );
    default:
      return error;
  }
}

function readable(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
