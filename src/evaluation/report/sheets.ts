import { layOut } from '../../picture/layout.js';
import { square, toSharp, view } from '../../picture/picture.js';
import type { RerenderMaterial } from '../rerendering.js';
import type { SwapMaterial } from '../swaps.js';

const EXAMPLES = 10;

/** Source, target and ours, one column an example. */
export async function rerenderSheet({ examples, factors }: RerenderMaterial): Promise<string> {
  const step = Math.max(1, Math.floor(examples.length / EXAMPLES));
  const shown = examples.filter((_, i) => i % step === 0).slice(0, EXAMPLES);
  const name = (target: readonly number[]) =>
    factors.map((factor, k) => `${factor.slice(0, 2)} ${Math.round(target[k]!)}`).join(' ');
  return sheet([
    shown.map(({ source }) => ({ label: 'source', image: source })),
    shown.map(({ truth, target }) => ({ label: name(target), image: truth })),
    shown.map(({ ours }) => ({ label: 'ours', image: ours })),
  ]);
}

/** A, B, the truth and ours, one row a swap. */
export async function swapSheet({ examples }: SwapMaterial, group: string): Promise<string> {
  return sheet(
    examples
      .filter((example) => example.group === group)
      .map(({ a, b, truth, ours }) => [
        { label: 'A', image: a },
        { label: 'B', image: b },
        { label: `A, ${group} of B`, image: truth },
        { label: 'ours', image: ours },
      ]),
  );
}

/** Where the errors lie: white where the mean absolute error is 0.25 or more. */
export async function errorMap(error: Float64Array): Promise<string> {
  const picture = square(Uint8Array.from(error, (e) => Math.min(255, Math.round(4 * 255 * e))));
  return dataUri(await toSharp(picture).resize(280, 280, { kernel: 'nearest' }).png().toBuffer());
}

/** Rows of labelled images as a PNG, as a data URI. */
export async function sheet(
  rows: readonly (readonly { readonly label: string; readonly image: Uint8Array }[])[],
): Promise<string> {
  const cells = await Promise.all(
    rows.map((row) =>
      Promise.all(row.map(async ({ label, image }) => ({ label, picture: await view(image) }))),
    ),
  );
  return dataUri(
    await toSharp(await layOut(cells))
      .png()
      .toBuffer(),
  );
}

function dataUri(png: Buffer): string {
  return `data:image/png;base64,${png.toString('base64')}`;
}
