import { layOut } from '../../picture/layout.js';
import { toSharp, view } from '../../picture/picture.js';
import type { RerenderMaterial } from '../rerendering.js';
import type { SwapMaterial } from '../swaps.js';
import type { Turn } from '../turns.js';

const EXAMPLES = 10;

/** Source, target and ours, one column an example. */
export async function rerenderSheet({ examples, factors }: RerenderMaterial): Promise<Buffer> {
  const step = Math.max(1, Math.floor(examples.length / EXAMPLES));
  const shown = examples.filter((_, i) => i % step === 0).slice(0, EXAMPLES);
  return sheet([
    shown.map(({ source }) => ({ label: 'source', image: source })),
    shown.map(({ truth, target }) => ({ label: named(factors, target), image: truth })),
    shown.map(({ ours }) => ({ label: 'ours', image: ours })),
  ]);
}

/** A, B, the truth and ours, one row a swap. */
export async function swapSheet({ examples }: SwapMaterial, group: string): Promise<Buffer> {
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

/** Where the errors lie for each target pose: white where the mean absolute error is 0.25 or more. */
export async function errorSheet({ errorMaps, factors }: RerenderMaterial): Promise<Buffer> {
  const rows = [...new Set(errorMaps.map(({ pose }) => pose[1]))];
  return sheet(
    rows.map((row) =>
      errorMaps
        .filter(({ pose }) => pose[1] === row)
        .map(({ pose, error }) => ({
          label: named(factors, pose),
          image: Uint8Array.from(error, (e) => Math.min(255, Math.round(4 * 255 * e))),
        })),
    ),
  );
}

/** The true turn of a head, ours, and the entangled code's, one row each. */
export async function turnSheet({ factor, source, levels, truth, ours, entangled }: Turn): Promise<Buffer> {
  const rows = { truth, ours, ...(entangled === undefined ? {} : { entangled }) };
  return sheet(
    Object.entries(rows).map(([name, images]) => [
      { label: name === 'truth' ? 'source' : name, image: source },
      ...images.map((image, i) => ({
        label: name === 'truth' ? named([factor], [levels[i]!]) : '',
        image,
      })),
    ]),
  );
}

/** `az 40 el -10`. */
function named(factors: readonly string[], values: readonly number[]): string {
  return values.map((value, k) => `${factors[k]!.slice(0, 2)} ${Math.round(value)}`).join(' ');
}

async function sheet(
  rows: readonly (readonly { readonly label: string; readonly image: Uint8Array }[])[],
): Promise<Buffer> {
  const cells = await Promise.all(
    rows.map((row) =>
      Promise.all(row.map(async ({ label, image }) => ({ label, picture: await view(image) }))),
    ),
  );
  return toSharp(await layOut(cells))
    .png()
    .toBuffer();
}
