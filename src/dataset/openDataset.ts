import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import type { BatchSource } from './batch.js';
import { openImageFolder } from './imageFolderSource.js';
import { openSpritesFile } from './spritesFile.js';
import { INFO_FILE, UNFINISHED_FILE } from './store.js';
import { openStored } from './storedSource.js';

/**
 * Opens a data set on disk: one that `renderDataset` wrote, a folder of images (`listImageTree` says how they are
 * grouped), or the original dSprites.
 *
 * @param size height and width in pixels to which the pictures of a folder are cropped and scaled; undefined leaves them
 *   as they are, squares of one size. The other data sets have their size, whatever is asked for
 * @throws UserError where there is none, or it is unfinished, damaged or of another form
 */
export async function openDataset(path: string, size?: number): Promise<BatchSource> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined)
    throw new UserError(`There is no data set ${path}. Render one: dcign render faces --out ${path}.`);
  if (found.isFile() && path.endsWith('.npz')) return openSpritesFile(path);
  if (!found.isDirectory())
    throw new UserError(
      `${path} is a file, but a data set is a folder, or the .npz file of dSprites. Name one of these.`,
    );
  if (existsSync(join(path, INFO_FILE))) return openStored(path);
  if (existsSync(join(path, UNFINISHED_FILE)))
    throw new UserError(
      `The data set ${path} is not complete: its rendering was interrupted. Run the same dcign render command ` +
        'again to finish it.',
    );
  return openImageFolder(path, size);
}
