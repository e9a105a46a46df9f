import { toPixels } from '../dataset/pixels.js';
import { decodeImages } from '../model/decodeImages.js';
import { glancing } from '../model/glances.js';
import type { Model } from '../model/model.js';
import type { RerenderPlan } from './plan.js';
import { applySettings } from './settings.js';
import { type Step, sweep, sweepTowards } from './sweep.js';

/** One moving picture. */
export interface Sweep {
  /** What is swept: `azimuth`. */
  readonly name: string;
  /** Whether the last frame is followed by the first. */
  readonly round: boolean;
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
  readonly sweeps: readonly Sweep[];
}

/**
 * One static image under new circumstances (paper, section 4.1 and figure 4): encodes it, turns some units of
 * its code, and decodes again.
 *
 * @param picture its name; its pixels, [size, size], 0 to 255, of the model's size; and what was read in it, the posterior's
 *   mean if not given
 */
export async function rerender(
  model: Model,
  picture: { readonly name: string; readonly image: Uint8Array; readonly code?: Float32Array | undefined },
  plan: RerenderPlan,
): Promise<Rerendering> {
  const { name, image } = picture;
  const seen = picture.code ?? (await encode(model, image));
  const code = applySettings(seen, plan.settings);
  const other = plan.towards === undefined ? code : await encode(model, plan.towards);
  const { groups } = model.description;
  const planned = plan.sweeps.map((one): { name: string; round: boolean; steps: readonly Step[] } => ({
    name: one.name,
    round: one.kind === 'control' && one.control.circular,
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
    sweeps: planned.map((one) => ({
      name: one.name,
      round: one.round,
      frames: one.steps.map(({ label }) => ({ label, image: images[next++]! })),
    })),
  };
}

async function encode(model: Model, image: Uint8Array): Promise<Float32Array> {
  return (await glancing(model).encode(toPixels(image))).mu;
}
