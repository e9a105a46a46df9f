import { batchesOf, kindsOf } from '../dataset/available.js';
import type { BatchSource, Split } from '../dataset/batch.js';
import { type BatchRequest, readAhead } from '../dataset/readAhead.js';
import { UserError } from '../errors.js';
import { concatenate } from '../numeric/concatenate.js';
import { peopleOf } from './people.js';

/** Images that the model has not been trained on. */
export interface TestImages {
  readonly split: Split;
  readonly count: number;
  /** [count, size, size], 0 to 255. */
  readonly images: Uint8Array;
  /** [count, parameters] in the order of `parametersOf`; undefined where nobody knows it. */
  readonly truth: Float32Array | undefined;
  /** Whom each image shows, [count]; undefined where nobody knows it, or the scene has no people. */
  readonly who: Int32Array | undefined;
}

/**
 * The split to evaluate on: `test`, or `validation` where there is none.
 *
 * @throws UserError where all images are training images: a model has nothing to show on those
 */
export function heldOutSplit(info: BatchSource['info']): Split {
  const split = (['test', 'validation'] as const).find((one) => kindsOf(info, one).length > 0);
  if (split === undefined)
    throw new UserError(
      `The data of ${info.scene} has training images alone, on which figures mean nothing. Give data with a test or ` +
        'a validation split.',
    );
  return split;
}

/**
 * Reads test images: those of the kind `all`, in which everything varies, where the source has it; or else of
 * all its kinds in turn.
 *
 * @param limit at most so many images
 */
export async function readTestImages(source: BatchSource, limit: number): Promise<TestImages> {
  const { info } = source;
  const split = heldOutSplit(info);
  const kinds = batchesOf(info, split, 'all') > 0 ? ['all'] : kindsOf(info, split);
  const requests: BatchRequest[] = [];
  const batches = Math.max(1, Math.floor(limit / info.batchSize));
  for (let index = 0; requests.length < batches; index++) {
    const left = kinds.filter((kind) => index < batchesOf(info, split, kind));
    if (left.length === 0) break;
    requests.push(...left.map((kind) => ({ split, kind, index })));
  }
  const used = requests.slice(0, batches);
  const images = new Uint8Array(used.length * info.batchSize * info.size ** 2);
  const truths: Float32Array[] = [];
  let place = 0;
  for await (const batch of readAhead(source, used, 2)) {
    images.set(batch.images, place);
    place += batch.images.length;
    if (batch.factors !== undefined) truths.push(batch.factors);
  }
  const truth = truths.length === used.length ? concatenate(Float32Array, truths) : undefined;
  return {
    split,
    count: used.length * info.batchSize,
    images,
    truth,
    who: truth && peopleOf(truth, info.factors),
  };
}
