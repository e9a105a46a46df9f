import { sampleBatch } from '../dataset/sample.js';
import { square, toSharp } from '../picture/picture.js';
import { parametersOf, type Scene } from '../scene/scene.js';
import { showsObjects } from '../scene/sceneName.js';

/** One face of the gallery. */
export interface GalleryEntry {
  readonly name: string;
  /** Where its picture lies. */
  readonly image: string;
  /** The scene parameters that it is drawn from, as `dcign render --scene` takes them. */
  readonly values: Readonly<Record<string, number>>;
}

export interface Gallery {
  readonly entries: readonly GalleryEntry[];
  /** PNGs, one an entry. */
  readonly pictures: readonly Uint8Array[];
}

const PEOPLE = 24;
const SEED = 1;

/**
 * People whom no model has seen, since they come from the test split, each in a pose and a light of its own.
 *
 * @param size height and width in pixels
 */
export async function drawGallery(scene: Scene, size: number): Promise<Gallery> {
  const parameters = parametersOf(scene);
  const name = { seed: SEED, split: 'test', kind: 'all', index: 0 } as const;
  // What is drawn is what is written: numbers short enough to be read.
  const drawn = sampleBatch(scene, name, PEOPLE).map((value) => Math.round(value * 1e3) / 1e3);
  const entries: GalleryEntry[] = [];
  const pictures: Uint8Array[] = [];
  for (let person = 0; person < PEOPLE; person++) {
    const values = drawn.subarray(person * parameters.length, (person + 1) * parameters.length);
    entries.push({
      name: `${nounOf(scene.name)} ${person + 1}`,
      image: `gallery/${person + 1}.png`,
      values: Object.fromEntries(
        parameters.map((parameter, i) => [parameter.name, Number(values[i]!.toFixed(3))]),
      ),
    });
    pictures.push(
      await toSharp(square(scene.render(values, size)))
        .png()
        .toBuffer(),
    );
  }
  return { entries, pictures };
}

function nounOf(scene: string): string {
  if (showsObjects(scene)) return 'object';
  return scene === 'faces' ? 'person' : 'picture';
}
