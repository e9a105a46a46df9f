import { encodeFilm } from '../picture/film.js';
import { type Cell, layOut } from '../picture/layout.js';
import { type Picture, view } from '../picture/picture.js';
import type { Rerendering } from './rerender.js';

/**
 * A moving picture that goes there and back for ever, or round where everything in it goes round. A row for each
 * image: the input, its reconstruction, and every sweep beside them.
 *
 * @param rerenderings their sweeps have the same number of frames
 */
export async function animate(rerenderings: readonly Rerendering[], format: 'gif' | 'webp'): Promise<Buffer> {
  const rows = await Promise.all(rerenderings.map(movingRow));
  const count = rerenderings[0]!.sweeps[0]!.frames.length;
  const pages: Picture[] = [];
  for (let k = 0; k < count; k++) pages.push(await layOut(rows.map((row) => row(k))));
  const round = rerenderings.every(({ sweeps }) => sweeps.every((sweep) => sweep.round));
  const { width, height } = pages[0]!;
  return encodeFilm({ width, height, channels: 1, frames: pages.map(({ pixels }) => pixels), round }, format);
}

/** @returns the row's cells at a frame; every picture is enlarged once */
async function movingRow(one: Rerendering): Promise<(frame: number) => readonly Cell[]> {
  const still: readonly Cell[] = [
    { label: 'input', picture: await view(one.input) },
    { label: 'reconstruction', picture: await view(one.reconstruction) },
  ];
  const moving = await Promise.all(
    one.sweeps.map(async ({ name, frames }) =>
      Promise.all(
        frames.map(async ({ label, image }) => ({ label: `${name} ${label}`, picture: await view(image) })),
      ),
    ),
  );
  return (frame) => [...still, ...moving.map((cells) => cells[frame]!)];
}
