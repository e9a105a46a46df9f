import { decodeImages } from '../model/decodeImages.js';
import type { Model } from '../model/model.js';
import { type PriorRequest, priorCodes } from './priorCodes.js';

/** An image that nobody has photographed. */
export interface Sample {
  /** [units] */
  readonly code: Float32Array;
  /** [size, size], 0 black to 255 white. */
  readonly image: Uint8Array;
}

/** Images between two reports of progress; whole batches of the engine. */
const REPORTED = 40;

/**
 * Draws codes from the prior and decodes them: new people, in any pose and light. Where it draws monsters, the
 * codes of images do not fit the prior (see `fitPrior`), or the decoder was never shown what lies between them.
 *
 * The same request gives the same bytes with the same engine; sample i does not depend on `count`.
 *
 * @param request `count` images; see `PriorRequest`
 * @param onProgress is told how many are drawn
 * @returns the samples, and a sentence for each value of `set` beyond what the model was calibrated on, which
 *   counts as its end
 * @throws UserError for what the model does not have, and for numbers out of range
 */
export async function samplePrior(
  model: Model,
  request: PriorRequest,
  onProgress: (done: number) => void = () => {},
): Promise<{ readonly samples: readonly Sample[]; readonly notices: readonly string[] }> {
  const { codes, notices } = priorCodes(model.description, request);
  const samples: Sample[] = [];
  for (let start = 0; start < codes.length; start += REPORTED) {
    const some = codes.slice(start, start + REPORTED);
    const images = await decodeImages(model, some);
    samples.push(...some.map((code, i) => ({ code, image: images[i]! })));
    onProgress(samples.length);
  }
  return { samples, notices };
}
