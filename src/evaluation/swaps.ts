import { placeGroups } from '../code/groups.js';
import { toPixels } from '../dataset/pixels.js';
import { renderImages } from '../dataset/renderImages.js';
import { sampleBatch } from '../dataset/sample.js';
import { glancing } from '../model/glances.js';
import type { Model } from '../model/model.js';
import type { Scene } from '../scene/scene.js';
import { encodeImages } from './encodeImages.js';
import { type PeopleScore, scoreImage, scorePeople, toBytes } from './imageScore.js';
import { peopleOf } from './people.js';

/** One group of A's code replaced by B's. */
export interface SwapScore extends PeopleScore {
  /** What A's own reconstruction, without the swap, scores against the same truth. */
  readonly unswapped: PeopleScore;
}

export interface SwapMaterial {
  /** By group. */
  readonly scores: Readonly<Record<string, SwapScore>>;
  /** Images are [size, size], 0 to 255. */
  readonly examples: readonly {
    readonly group: string;
    readonly a: Uint8Array;
    readonly b: Uint8Array;
    readonly truth: Uint8Array;
    readonly ours: Uint8Array;
  }[];
}

/** Of 200 people: each is in one pair only, so that pairs are independent. Objects that are counted recur. */
const PAIRS = 100;
const EXAMPLES = 4;

/** How many images `measureSwaps` decodes. */
export function swapCount(model: Model): number {
  return PAIRS * (1 + model.description.groups.length);
}

/**
 * Swaps between pairs of unseen images: A with the pose, light, shape or texture of B, group by group, against
 * the true render of what A's and B's parameters say.
 */
export async function measureSwaps(
  model: Model,
  scene: Scene,
  seed: number,
  onImages: (count: number) => void = () => {},
): Promise<SwapMaterial> {
  const { groups, architecture } = model.description;
  const { size, code } = architecture;
  const pixels = size ** 2;
  const truth = sampleBatch(scene, { seed, split: 'test', kind: 'all', index: 1 }, 2 * PAIRS);
  const half = truth.length / 2;
  const who = peopleOf(truth.subarray(0, half), scene.factors);
  const images = renderImages(scene, truth, size);
  const { mu } = await encodeImages(glancing(model), images);
  const own = mu.subarray(0, PAIRS * code);
  const plain = await model.decode(own);
  onImages(PAIRS);
  const scores: Record<string, SwapScore> = {};
  const examples: SwapMaterial['examples'][number][] = [];
  for (const { name, factors, start, end } of placeGroups(groups)) {
    const swappedTruth = truth.slice(0, half);
    const swappedCode = own.slice();
    for (let pair = 0; pair < PAIRS; pair++) {
      const row = (pair * half) / PAIRS;
      let place = row;
      for (const factor of scene.factors) {
        const next = place + factor.parameters.length;
        if (factors.includes(factor.name)) swappedTruth.set(truth.subarray(half + place, half + next), place);
        place = next;
      }
      const other = (PAIRS + pair) * code;
      swappedCode.set(mu.subarray(other + start, other + end), pair * code + start);
    }
    const renders = renderImages(scene, swappedTruth, size);
    const decoded = await model.decode(swappedCode);
    onImages(PAIRS);
    const at = <T extends Float32Array | Uint8Array>(all: T, i: number) =>
      all.subarray(i * pixels, (i + 1) * pixels) as T;
    const pairs = Array.from({ length: PAIRS }, (_, i) => i);
    const firsts = pairs.map((i) => who?.[i] ?? i);
    scores[name] = {
      ...scorePeople(
        pairs.map((i) => scoreImage(at(decoded, i), toPixels(at(renders, i)), size)),
        firsts,
      ),
      unswapped: scorePeople(
        pairs.map((i) => scoreImage(at(plain, i), toPixels(at(renders, i)), size)),
        firsts,
      ),
    };
    for (const i of pairs.slice(0, EXAMPLES)) {
      examples.push({
        group: name,
        a: at(images, i),
        b: at(images, PAIRS + i),
        truth: at(renders, i),
        ours: toBytes(at(decoded, i)),
      });
    }
  }
  return { scores, examples };
}
