import sharp from 'sharp';
import { type Cell, layOut } from '../picture/layout.js';
import { type Picture, view } from '../picture/picture.js';
import type { Rerendering } from './rerender.js';

/** Milliseconds a frame: 25 frames there and back last three seconds. */
const DELAY = 60;

/**
 * A moving picture that goes there and back for ever, or round where everything in it goes round. A row for each image: the input, its reconstruction,
 * and every sweep beside them.
 *
 * @param rerenderings their sweeps have the same number of frames
 */
export async function animate(rerenderings: readonly Rerendering[], format: 'gif' | 'webp'): Promise<Buffer> {
  const rows = await Promise.all(rerenderings.map(movingRow));
  const count = rerenderings[0]!.sweeps[0]!.frames.length;
  const pages: Picture[] = [];
  for (let k = 0; k < count; k++) pages.push(await layOut(rows.map((row) => row(k))));
  const round = rerenderings.every(({ sweeps }) => sweeps.every((sweep) => sweep.round));
  const loop = round ? pages : [...pages, ...pages.slice(1, -1).reverse()];
  const { width, height } = loop[0]!;
  const film = sharp(Buffer.concat(loop.map((page) => page.pixels)), {
    raw: { width, height: height * loop.length, channels: 1, pageHeight: height },
  });
  const delay = Array<number>(loop.length).fill(DELAY);
  // More effort takes up to three times as long and finds no better palette for 256 greys.
  return format === 'gif'
    ? film.gif({ delay, loop: 0, dither: 0, effort: 1 }).toBuffer()
    : film.webp({ delay, loop: 0, quality: 90 }).toBuffer();
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
