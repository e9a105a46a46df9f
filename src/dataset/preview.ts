import { writeAtomically } from '../files/writeAtomically.js';
import { layOut } from '../rerender/layout.js';
import { square, toSharp } from '../rerender/picture.js';
import type { BatchSource } from './batch.js';
import type { Part } from './store.js';

/** Images a row. */
const COLUMNS = 10;
/** Wider sheets are scaled down to this. */
const MAX_WIDTH = 1500;

/**
 * Writes a picture of what a data set holds: the first images of the first batch of each kind, one kind a row.
 *
 * @param parts those of one split
 */
export async function writePreview(source: BatchSource, parts: readonly Part[], path: string): Promise<void> {
  const pixels = source.info.size ** 2;
  const rows = await Promise.all(
    parts.map(async ({ split, kind }) => {
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
