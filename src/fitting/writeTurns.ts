import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp from 'sharp';
import { writeAtomically } from '../files/writeAtomically.js';

/** The endings of pictures that turns can be written as. */
export const TURN_FORMS = ['gif', 'webp', 'png'] as const;
export type TurnForm = (typeof TURN_FORMS)[number];

/** Milliseconds a frame, as of re-renderings. */
const DELAY = 60;

/**
 * Writes turns in colour: as a moving picture, side by side, there and back for ever; or as a sheet, a row for each.
 * The folder is made, and what is there is replaced.
 *
 * @param turns as `drawTurns` returns them
 */
export async function writeTurns(
  path: string,
  form: TurnForm,
  turns: readonly (readonly Uint8Array[])[],
): Promise<void> {
  const size = Math.sqrt(turns[0]![0]!.length / 3);
  await mkdir(dirname(path), { recursive: true });
  if (form === 'png') {
    const rows = turns.map((frames) => sideBySide(frames, size));
    const raw = { width: turns[0]!.length * size, height: rows.length * size, channels: 3 } as const;
    return writeAtomically(path, await sharp(Buffer.concat(rows), { raw }).png().toBuffer());
  }
  const pages = turns[0]!.map((_, k) =>
    sideBySide(
      turns.map((frames) => frames[k]!),
      size,
    ),
  );
  const loop = [...pages, ...pages.slice(1, -1).reverse()];
  const film = sharp(Buffer.concat(loop), {
    raw: { width: turns.length * size, height: loop.length * size, channels: 3, pageHeight: size },
  });
  const timing = { delay: loop.map(() => DELAY), loop: 0 };
  const encoded = form === 'gif' ? film.gif({ ...timing, effort: 4 }) : film.webp({ ...timing, quality: 90 });
  return writeAtomically(path, await encoded.toBuffer());
}

/** Square pictures in a row. @param pictures [size, size, 3] each */
function sideBySide(pictures: readonly Uint8Array[], size: number): Uint8Array {
  const line = 3 * size;
  const row = new Uint8Array(pictures.length * size * line);
  for (const [i, picture] of pictures.entries())
    for (let y = 0; y < size; y++)
      row.set(picture.subarray(y * line, (y + 1) * line), (y * pictures.length + i) * line);
  return row;
}
