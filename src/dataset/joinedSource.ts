import type { BatchSource, DatasetInfo } from './batch.js';
import { firstBatch, portionFolder } from './portion.js';
import { openStored } from './storedSource.js';

/**
 * All portions of a data set as one.
 *
 * @param of how many there are, all of them complete
 * @throws UserError where one is damaged; `read` throws one where a batch is
 */
export async function openPortions(root: string, whole: DatasetInfo, of: number): Promise<BatchSource> {
  const portions = Array.from({ length: of }, (_, i) => ({ index: i + 1, of }));
  const sources: BatchSource[] = [];
  const close = async (): Promise<void> => {
    for (const source of sources) await source.close();
  };
  try {
    for (const portion of portions) sources.push(await openStored(portionFolder(root, portion)));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    info: whole,
    read(split, kind, index, part) {
      const count = whole.splits[split][kind]!;
      const holder = portions.findLastIndex((portion) => firstBatch(count, portion) <= index);
      return sources[holder]!.read(split, kind, index - firstBatch(count, portions[holder]!), part);
    },
    close,
  };
}
