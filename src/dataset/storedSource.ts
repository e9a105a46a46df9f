import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import type { BatchSource } from './batch.js';
import { activeFactors } from './kind.js';
import { partOf } from './part.js';
import { PartReader } from './partReader.js';
import { INFO_FILE, parseInfo, partsOf } from './store.js';

/**
 * Opens a data set that `renderDataset` wrote. Batches are read from the files when they are asked for.
 *
 * @throws UserError where a file is missing, cut short or of another form than dataset.json says; `read` throws
 *   one where a batch is not what was written
 */
export async function openStored(root: string): Promise<BatchSource> {
  const path = join(root, INFO_FILE);
  const info = parseInfo(await readFile(path, 'utf8'), path);
  const readers = new Map<string, PartReader>();
  const close = async (): Promise<void> => {
    for (const reader of readers.values()) await reader.close();
  };
  try {
    for (const part of partsOf(info, root))
      readers.set(`${part.split}/${part.kind}`, await PartReader.open(part));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    info,
    async read(split, kind, index, part) {
      const reader = readers.get(`${split}/${kind}`);
      if (reader === undefined)
        throw new UserError(
          `${root} has no ${split} batches of the kind ${kind}` +
            ` (it has ${Object.keys(info.splits[split]).join(', ') || 'none'}). ` +
            'Choose one of its kinds, or render another data set with this one.',
        );
      const batch = await reader.read(index);
      return partOf({ kind, active: activeFactors(kind, info), count: info.batchSize, ...batch }, part);
    },
    async digest() {
      const hash = createHash('sha256');
      for (const { folder } of partsOf(info, root)) hash.update(await readFile(join(folder, 'sha256.npy')));
      return hash.digest('hex');
    },
    close,
  };
}
