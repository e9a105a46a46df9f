import { open, rename, rm } from 'node:fs/promises';

/** The end of the name of a file that is not finished yet. A kill leaves it behind; the next write replaces it. */
export const UNFINISHED = '.part';

/**
 * Writes a file so that there is never half of it under its own name: first beside it, flushed to the disk,
 * then renamed into place. Replaces a file of that name.
 */
export async function writeAtomically(path: string, content: Uint8Array | string): Promise<void> {
  const beside = path + UNFINISHED;
  try {
    const file = await open(beside, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
