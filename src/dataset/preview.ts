import sharp from 'sharp';
import type { BatchSource } from './batch.js';
import type { Part } from './store.js';

/** Images a row. */
const COLUMNS = 10;
/** Wider sheets are scaled down to this. */
const MAX_WIDTH = 1500;

/**
 * A picture of what a data set holds: the first images of the first batch of each kind, one kind a row in the
 * order of dataset.json.
 *
 * @param parts those of one split
 */
export async function writePreview(source: BatchSource, parts: readonly Part[], path: string): Promise<void> {
  const { size } = source.info;
  const width = COLUMNS * size;
  const sheet = new Uint8Array(parts.length * size * width);
  for (const [row, { split, kind }] of parts.entries()) {
    const { images } = await source.read(split, kind, 0);
    for (let column = 0; column < COLUMNS; column++)
      for (let y = 0; y < size; y++) {
        const line = (column * size + y) * size;
        sheet.set(images.subarray(line, line + size), (row * size + y) * width + column * size);
      }
  }
  await sharp(sheet, { raw: { width, height: parts.length * size, channels: 1 } })
    .resize({ width: MAX_WIDTH, withoutEnlargement: true })
    .png()
    .toFile(path);
}
