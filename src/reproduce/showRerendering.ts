import { image } from '../evaluation/report/page.js';
import { animate } from '../rerender/animation.js';
import { controlsOf } from '../rerender/controls.js';
import { planRerender } from '../rerender/plan.js';
import { type Rerendering, rerender } from '../rerender/rerender.js';
import { sampleFaces } from '../rerender/sampleFaces.js';
import { figure } from './blocks.js';
import type { Bench, Block, OnWork } from './part.js';

/** Names of what can be turned: pose and light in degrees, or who it is in standard deviations. */
export function turnable({ model }: Bench, unit: 'degree' | 'sigma'): readonly string[] {
  return controlsOf(model.description)
    .filter((control) => control.unit === unit && control.name === control.group)
    .map(({ name }) => name);
}

/** Unseen people, each of `names` turned through its range: one moving picture each. */
export async function showTurning(
  { model, scale }: Bench,
  names: readonly string[],
  onWork: OnWork,
): Promise<readonly Block[]> {
  const people = await sampleFaces(model.description, scale.people);
  const { plan } = planRerender(model.description, { vary: names, frames: scale.frames });
  const results: Rerendering[] = [];
  for (const [i, image] of people.entries()) {
    results.push(await rerender(model, { name: `person ${i + 1}`, image }, plan));
    onWork(i + 1, people.length + names.length);
  }
  const blocks: Block[] = [];
  for (const [k, name] of names.entries()) {
    const film = await animate(
      results.map((one) => ({ ...one, sweeps: [one.sweeps[k]!] })),
      'webp',
    );
    blocks.push(figure(image(film, 'webp'), `${name} turned through its range`));
    onWork(people.length + k + 1, people.length + names.length);
  }
  return blocks;
}
