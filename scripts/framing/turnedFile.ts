import sharp from 'sharp';
import type { Raster } from '../../src/framing/raster.js';

/**
 * A picture as a camera that was held askew stores it: its pixels turned or mirrored, and how in the EXIF tag
 * Orientation, whose value says on which sides of the upright picture the first row and the first column lie.
 *
 * @param picture in RGB, upright
 * @param orientation 1 (upright) to 8
 * @returns a JPEG file
 * @see CIPA DC-008 (Exif 2.32), tag 0x0112
 */
export async function turnedFile(picture: Raster, orientation: number): Promise<Uint8Array> {
  const { width, height, pixels } = picture;
  const isTransposed = orientation >= 5;
  const fromRight = [2, 3, 6, 7].includes(orientation);
  const fromBelow = [3, 4, 7, 8].includes(orientation);
  const [across, down] = isTransposed ? [height, width] : [width, height];
  const stored = new Uint8Array(pixels.length);
  for (let row = 0; row < down; row++)
    for (let column = 0; column < across; column++) {
      const [u, v] = isTransposed ? [row, column] : [column, row];
      const x = fromRight ? width - 1 - u : u;
      const y = fromBelow ? height - 1 - v : v;
      const [from, to] = [3 * (y * width + x), 3 * (row * across + column)];
      for (let c = 0; c < 3; c++) stored[to + c] = pixels[from + c]!;
    }
  return sharp(stored, { raw: { width: across, height: down, channels: 3 } })
    .withMetadata({ orientation })
    .jpeg({ quality: 92 })
    .toBuffer();
}
