import { type Cell, layOut } from '../picture/layout.js';
import { toSharp, view } from '../picture/picture.js';
import type { Rerendering } from './rerender.js';

/**
 * A contact sheet: a row for each sweep, with the input and its reconstruction first.
 *
 * @returns PNG
 */
export async function contactSheet(rerenderings: readonly Rerendering[]): Promise<Buffer> {
  const rows = await Promise.all(
    rerenderings.flatMap((one) =>
      one.sweeps.map(async (sweep): Promise<readonly Cell[]> => {
        const images = [
          { label: 'input', image: one.input },
          { label: 'reconstruction', image: one.reconstruction },
          ...sweep.frames.map(({ label, image }, i) => ({
            label: i === 0 ? `${sweep.name} ${label}` : label,
            image,
          })),
        ];
        return Promise.all(images.map(async ({ label, image }) => ({ label, picture: await view(image) })));
      }),
    ),
  );
  return toSharp(await layOut(rows))
    .png()
    .toBuffer();
}
