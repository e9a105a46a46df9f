import { dirname } from 'node:path';
import sharp from 'sharp';
import { makeFolder } from '../files/makeFolder.js';
import { writeAtomically } from '../files/writeAtomically.js';
import { encodeFilm } from '../picture/film.js';

/** The endings of pictures that turns can be written as. */
export type TurnForm = 'gif' | 'webp' | 'png';

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
  await makeFolder(dirname(path));
  if (form === 'png') {
    const rows = turns.map((frames) => sideBySide(frames, size));
    const raw = { width: turns[0]!.length * size, height: rows.length * size, channels: 3 } as const;
    return writeAtomically(path, await sharp(Buffer.concat(rows), { raw }).png().toBuffer());
  }
  const frames = turns[0]!.map((_, k) =>
    sideBySide(
      turns.map((turn) => turn[k]!),
      size,
    ),
  );
  const [width, height] = [turns.length * size, size];
  return writeAtomically(path, await encodeFilm({ width, height, channels: 3, frames, round: false }, form));
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
