import { lstat, mkdir } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { dangling } from './dangling.js';

/**
 * Makes a folder and those above it, where they are not there yet.
 *
 * @throws UserError where a file is in the way, or a link that leads nowhere
 */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch(async (error: NodeJS.ErrnoException) => {
    const isThere = await lstat(folder).then(
      () => true,
      () => false,
    );
    if (error.code === 'ENOENT' && isThere) throw dangling(folder);
    if (error.code !== 'EEXIST' && error.code !== 'ENOTDIR') throw error;
    throw fileInTheWay(folder);
  });
}

export function fileInTheWay(folder: string): UserError {
  return new UserError(`${folder} cannot be made a folder: a file is in the way. Choose another place.`);
}
