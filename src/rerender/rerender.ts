import { toPixels } from '../dataset/pixels.js';
import { decodeImages } from '../model/decodeImages.js';
import type { Model } from '../model/model.js';
import type { Refinement } from '../refinement/refine.js';
import type { RerenderPlan } from './plan.js';
import { applySettings } from './settings.js';
import { type Step, sweep, sweepTowards } from './sweep.js';

/** One moving picture. */
export interface Sweep {
  /** What is swept: `azimuth`. */
  readonly name: string;
  readonly frames: readonly { readonly label: string; readonly image: Uint8Array }[];
}

/** One image under other poses, lights, shapes and textures. All images are [size, size], 0 to 255. */
export interface Rerendering {
  /** The input's name, for folders. */
  readonly name: string;
  readonly input: Uint8Array;
  /** The input's code [units]: what the controls read. */
  readonly code: Float32Array;
  /** What the model makes of the input's own code: as good as a sweep can get. */
  readonly reconstruction: Uint8Array;
  /** What refining the encoder's first guess has brought, where that was asked for. */
  readonly refinement?: Pick<Refinement, 'error' | 'gained'>;
  readonly sweeps: readonly Sweep[];
}

/** @param guess [units] @param picture [size, size], 0 to 1 */
export type Refine = (guess: Float32Array, picture: Float32Array) => Promise<Refinement>;

/**
 * One static image under new circumstances (paper, section 4.1 and figure 4): encodes it, turns some units of
 * its code, and decodes again. The code is the posterior's mean, or the best one that is found from there.
 *
 * @param image [size, size], 0 to 255, of the model's size
 * @param refine finds a better code than the encoder's first guess: see `prepareRefiner`
 */
export async function rerender(
  model: Model,
  { name, image }: { readonly name: string; readonly image: Uint8Array },
  plan: RerenderPlan,
  refine?: Refine,
): Promise<Rerendering> {
  const { code: seen, refinement } = await read(model, image, refine);
  const code = applySettings(seen, plan.settings);
  const other = plan.towards === undefined ? code : (await read(model, plan.towards, refine)).code;
  const { groups } = model.description;
  const planned = plan.sweeps.map((one): { name: string; steps: readonly Step[] } => ({
    name: one.name,
    steps:
      one.kind === 'control'
        ? sweep(code, one.control, plan.frames)
        : sweepTowards(code, other, groups, one.groups, plan.frames),
  }));
  const images = await decodeImages(model, [
    seen,
    ...planned.flatMap(({ steps }) => steps.map((step) => step.code)),
  ]);
  let next = 1;
  return {
    name,
    input: image,
    code: seen,
    reconstruction: images[0]!,
    ...(refinement && { refinement }),
    sweeps: planned.map((one) => ({
      name: one.name,
      frames: one.steps.map(({ label }) => ({ label, image: images[next++]! })),
    })),
  };
}

async function read(
  model: Model,
  image: Uint8Array,
  refine: Refine | undefined,
): Promise<Pick<Rerendering, 'code' | 'refinement'>> {
  const picture = toPixels(image);
  const { mu } = await model.encode(picture);
  if (refine === undefined) return { code: mu };
  const { code, error, gained } = await refine(mu, picture);
  return { code, refinement: { error, gained } };
}
