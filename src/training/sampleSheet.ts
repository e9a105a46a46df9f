import sharp from 'sharp';
import { writeAtomically } from '../files/writeAtomically.js';

/** Pictures in a row: enough to see whether it learns. */
const COLUMNS = 10;

/**
 * Writes a PNG: a row of pictures, and their reconstructions below.
 *
 * @param images [n, size, size], 0 black to 1 white
 * @param reconstructions the same shape
 */
export async function writeSampleSheet(
  path: string,
  { images, reconstructions }: { readonly images: Float32Array; readonly reconstructions: Float32Array },
  size: number,
): Promise<void> {
  const columns = Math.min(COLUMNS, images.length / size ** 2);
  const width = columns * size;
  const grey = new Uint8Array(2 * size * width);
  for (const [row, pictures] of [images, reconstructions].entries())
    for (let column = 0; column < columns; column++)
      for (let y = 0; y < size; y++)
        for (let x = 0; x < size; x++)
          grey[(row * size + y) * width + column * size + x] = Math.round(
            255 * pictures[(column * size + y) * size + x]!,
          );
  const png = await sharp(grey, { raw: { width, height: 2 * size, channels: 1 } })
    .png()
    .toBuffer();
  await writeAtomically(path, png);
}
