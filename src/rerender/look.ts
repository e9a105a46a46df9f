import { toPixels } from '../dataset/pixels.js';
import { glancing, type Posterior } from '../model/glances.js';
import type { Model } from '../model/model.js';
import type { Refinement } from '../refinement/refine.js';
import type { Refiner } from '../refinement/refiner.js';
import type { Verdict } from '../verdict/verdict.js';
import { verdictOn } from '../verdict/verdictOn.js';

/** What a model reads in a picture. */
export interface Look {
  /** [units] */
  readonly code: Float32Array;
  /** How sure the encoder is of each unit before anything is refined: log sigma^2, [units]. */
  readonly logVar: Float32Array;
  /** By how much the code was bettered; undefined where nobody asked for it. */
  readonly refined?: Pick<Refinement, 'error' | 'gained'> | undefined;
  /** Whether the picture could be read; undefined where the model has no judgement. */
  readonly verdict?: Verdict | undefined;
}

/** How closely to look. */
export interface LookOptions {
  /** Whether a face was found where the picture was framed; undefined where nobody looked for one. */
  readonly found?: boolean | undefined;
  readonly refine?: { readonly refiner: Refiner; readonly steps: number } | undefined;
}

/**
 * Reads the code of a picture: the posterior's mean over several glances (model/glances.ts), or what
 * `refine` finds from there. The verdict is of the picture as it is.
 *
 * @param image [size, size], 0 to 255, of the model's size
 */
export async function look(model: Model, image: Uint8Array, { found, refine }: LookOptions): Promise<Look> {
  const picture = toPixels(image);
  const { mu, logVar, first } = await glancing(model).encode(picture);
  const verdict = await judge(model, picture, first, found);
  if (refine === undefined) return { code: mu, logVar, verdict };
  const { code, error, gained } = await refine.refiner.refine(mu, picture, refine.steps);
  return { code, logVar, refined: { error, gained }, verdict };
}

/**
 * Whether a picture can be read, by one glance at it.
 *
 * @param image, found as of `look`
 * @returns undefined where the model has learnt no judgement
 */
export async function judgeImage(
  model: Model,
  image: Uint8Array,
  found: boolean | undefined,
): Promise<Verdict | undefined> {
  if (model.description.judgement === undefined) return undefined;
  const picture = toPixels(image);
  return judge(model, picture, await model.encode(picture), found);
}

/** What a model's first glance at a picture says of whether it can be read. */
async function judge(
  { description, decode }: Model,
  picture: Float32Array,
  glance: Posterior,
  found: boolean | undefined,
): Promise<Verdict | undefined> {
  if (description.judgement === undefined) return undefined;
  return verdictOn(description, picture, glance, await decode(glance.mu), found);
}
