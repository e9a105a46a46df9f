import { mkdir } from 'node:fs/promises';
import { UserError } from '../errors.js';

/**
 * Makes a folder and those above it, where they are not there yet.
 *
 * @throws UserError where a file is in the way
 */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST' && error.code !== 'ENOTDIR') throw error;
    throw fileInTheWay(folder);
  });
}

export function fileInTheWay(folder: string): UserError {
  return new UserError(`${folder} cannot be made a folder: a file is in the way. Choose another place.`);
}
