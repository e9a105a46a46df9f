import { writeAtomically } from '../files/writeAtomically.js';
import { layOut } from '../picture/layout.js';
import { square, toSharp } from '../picture/picture.js';
import type { BatchSource, Split } from './batch.js';

/** Images a row. */
const COLUMNS = 10;
/** Wider sheets are scaled down to this. */
const MAX_WIDTH = 1500;

/**
 * Writes a PNG of what batches hold: the first images of the first batch of each kind, one kind a row.
 *
 * @param source has batches of these kinds in this split
 */
export async function writePreview(
  source: BatchSource,
  split: Split,
  kinds: readonly string[],
  path: string,
): Promise<void> {
  const pixels = source.info.size ** 2;
  const rows = await Promise.all(
    kinds.map(async (kind) => {
      const { images } = await source.read(split, kind, 0);
      return Array.from({ length: COLUMNS }, (_, i) => ({
        label: i === 0 ? kind : '',
        picture: square(images.slice(i * pixels, (i + 1) * pixels)),
      }));
    }),
  );
  const sheet = toSharp(await layOut(rows)).resize({ width: MAX_WIDTH, withoutEnlargement: true });
  await writeAtomically(path, await sheet.png().toBuffer());
}
