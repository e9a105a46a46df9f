import { join } from 'node:path';
import type { Model } from '../model/model.js';
import { planRerender } from './plan.js';
import { type Rerendering, rerender } from './rerender.js';
import { writeRerenderings } from './write.js';

/** How much a showcase shows. */
export interface ShowcaseSize {
  /** Frames of each sweep; the sheet shows every `sheetStride`th. */
  readonly frames: number;
  readonly sheetStride: number;
  /** The first so many people are on the sheet. */
  readonly peopleOnSheet: number;
}

/** How many pictures `onPicture` will be told of. */
export function showcaseSteps(model: Model, people: number): number {
  return people + model.description.groups.length + 1;
}

/**
 * Everything that a model can turn, at a glance: writes `sheet.png`, and for each group of the code a moving
 * picture, `azimuth.gif`.
 *
 * @param people images that the model has not seen, [size, size] each, 0 to 255
 * @returns the files written, in the order to look at them
 */
export async function writeShowcase(
  model: Model,
  people: readonly Uint8Array[],
  folder: string,
  { frames, sheetStride, peopleOnSheet }: ShowcaseSize,
  onPicture: () => void,
): Promise<readonly { readonly path: string; readonly what: string }[]> {
  const vary = model.description.groups.map((group) => group.name);
  const { plan } = planRerender(model.description, { vary, frames });
  const results: Rerendering[] = [];
  for (const [i, image] of people.entries()) {
    results.push(await rerender(model, { name: `person-${i + 1}`, image }, plan));
    onPicture();
  }
  const sheet = join(folder, 'sheet.png');
  const shown = results.slice(0, peopleOnSheet).map((one) => thin(one, sheetStride));
  await writeRerenderings(sheet, shown);
  onPicture();
  const written = [{ path: sheet, what: 'everything at a glance' }];
  for (const [k, name] of vary.entries()) {
    const path = join(folder, `${name}.gif`);
    await writeRerenderings(
      path,
      results.map((one) => ({ ...one, sweeps: [one.sweeps[k]!] })),
    );
    onPicture();
    written.push({ path, what: `${name} turned through its range` });
  }
  return written;
}

/** Every so many frames of each sweep. */
function thin(one: Rerendering, stride: number): Rerendering {
  const sweeps = one.sweeps.map(({ name, round, frames }) => ({
    name,
    round,
    frames: frames.filter((_, i) => i % stride === 0),
  }));
  return { ...one, sweeps };
}
