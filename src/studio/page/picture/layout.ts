import { drawPicture, surface } from './canvas.js';

/** A picture with a few words above it, as src/picture/layout.ts lays them out without a browser. */
export interface Cell {
  readonly label: string;
  /** [size, size], 0 to 1 */
  readonly pixels: Float32Array;
}

const GAP = 4;
const LABEL_HEIGHT = 18;
/** At least so many pixels make a face pleasant to look at. */
const VIEWING_SIZE = 128;

/** Lays pictures of one size out in rows on white paper, each below its label. */
export function layOut(
  rows: readonly (readonly Cell[])[],
  into?: CanvasRenderingContext2D,
): CanvasRenderingContext2D {
  const size = Math.sqrt(rows[0]![0]!.pixels.length);
  const side = size * Math.ceil(VIEWING_SIZE / size);
  const columns = Math.max(...rows.map((row) => row.length));
  const page = into ?? surface(columns * (side + GAP) + GAP, rows.length * (LABEL_HEIGHT + side) + GAP);
  const { width, height } = page.canvas;
  page.fillStyle = '#fff';
  page.fillRect(0, 0, width, height);
  page.fillStyle = '#222';
  page.font = '12px system-ui, sans-serif';
  for (const [r, row] of rows.entries()) {
    for (const [c, { label, pixels }] of row.entries()) {
      const x = GAP + c * (side + GAP);
      const y = r * (LABEL_HEIGHT + side);
      page.fillText(label, x + 1, y + 13, side);
      drawPicture(page, pixels, x, y + LABEL_HEIGHT, side);
    }
  }
  return page;
}
