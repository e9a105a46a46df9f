import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The end of the name of a file that is not finished yet, which a kill leaves behind. */
export const UNFINISHED = '.part';

/**
 * Writes a file so that there is never half of it under its own name: first beside it, flushed to the disk,
 * then renamed into place; of several writers at once the last one wins. Replaces a file of that name.
 */
export async function writeAtomically(path: string, content: Uint8Array | string): Promise<void> {
  // A name of its own: two writers of one name would rename each other's halves into place.
  const beside = `${path}.${randomBytes(6).toString('hex')}${UNFINISHED}`;
  try {
    const file = await open(beside, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    // A full disk names no file, and the others not the one that was asked for.
    throw Object.assign(error as Error, { path });
  }
  await syncFolder(dirname(path));
}

/** Flushes the names in a folder to the disk: without it a power cut can undo a rename. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders and needs none of this.
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems have no such call.
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error;
  } finally {
    await handle.close();
  }
}

/** Removes what kills have left of `writeAtomically` in a folder that nobody else writes into. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (LEFT_OVER.test(name)) await rm(join(folder, name));
}

/** Also as versions before 0.1.0 named them. */
const LEFT_OVER = /\.(?:[0-9a-f]{12}|safetensors|jsonl|json|png)\.part$/;
