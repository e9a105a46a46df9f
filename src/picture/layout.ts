import { existsSync } from 'node:fs';
import sharp from 'sharp';
import { blank, type Picture, paste } from './picture.js';

/** A picture with a few words above it. */
export interface Cell {
  readonly label: string;
  readonly picture: Picture;
}

const GAP = 4;
const LABEL_HEIGHT = 18;
const PAPER = 255;

/** Cells in rows, as near a square as can be: all rows of one length but the last, which may be shorter. */
export function inSquare<T>(cells: readonly T[]): readonly (readonly T[])[] {
  const columns = Math.ceil(Math.sqrt(cells.length));
  const rows = Math.ceil(cells.length / columns);
  return Array.from({ length: rows }, (_, r) => cells.slice(r * columns, (r + 1) * columns));
}

/**
 * Lays pictures of one size out in rows on white paper, each below its label, which goes on over neighbours that have
 * none.
 */
export async function layOut(rows: readonly (readonly Cell[])[]): Promise<Picture> {
  const { width, height } = rows[0]![0]!.picture;
  const columns = Math.max(...rows.map((row) => row.length));
  const page = blank(columns * (width + GAP) + GAP, rows.length * (LABEL_HEIGHT + height) + GAP, PAPER);
  for (const [r, row] of rows.entries()) {
    for (const [c, { label, picture }] of row.entries()) {
      const x = GAP + c * (width + GAP);
      const y = r * (LABEL_HEIGHT + height);
      const next = row.findIndex((cell, i) => i > c && cell.label !== '');
      const room = ((next < 0 ? columns : next) - c) * (width + GAP) - GAP;
      if (label !== '') paste(page, await write(label, room), x, y);
      paste(page, picture, x, y + LABEL_HEIGHT);
    }
  }
  return page;
}

/** On a bare Linux, fontconfig complains on stderr and letters become empty boxes: leave them out. */
const HAS_FONTS =
  process.platform !== 'linux' ||
  ['/etc/fonts/fonts.conf', '/usr/share/fonts'].every((path) => existsSync(path));

async function write(text: string, width: number): Promise<Picture> {
  if (!HAS_FONTS) return blank(width, LABEL_HEIGHT, PAPER);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${LABEL_HEIGHT}">
    <text x="1" y="13" font-family="sans-serif" font-size="12" fill="#222">${escapeXml(text)}</text></svg>`;
  const pixels = await sharp(Buffer.from(svg))
    .flatten({ background: 'white' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  return { width, height: LABEL_HEIGHT, pixels: new Uint8Array(pixels) };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
