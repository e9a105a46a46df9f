import { placeGroups } from '../code/groups.js';
import { toPixels } from '../dataset/pixels.js';
import { UserError } from '../errors.js';
import { encodeImages, type Posteriors } from '../evaluation/encodeImages.js';
import type { ModelDescription } from '../model/description.js';
import { glancing } from '../model/glances.js';
import type { Model } from '../model/model.js';
import { identityFactors } from '../scene/identity.js';

/** Turns images into numbers to compare people by: [n, size, size], 0 to 255 -> [n, width]. */
export type Features = (images: Uint8Array) => Promise<Float32Array>;

/** Units of the code, by what they stand for. */
export type CodePart = 'identity' | 'circumstances' | 'all';

/**
 * The posterior means of some of the code's units. The paper's invariant face recognition compares `identity`:
 * what is left of a face when pose and light have groups of their own.
 *
 * @throws UserError where the model's code has no such part
 */
export function codeFeatures(model: Model, part: CodePart): Features {
  return codeReader(model)(part);
}

/** `codeFeatures` of several parts of one code: of the same images, unchanged, they cost one encoding. */
export function codeReader(model: Model): (part: CodePart) => Features {
  let last: { readonly images: Uint8Array; readonly posteriors: Promise<Posteriors> } | undefined;
  return (part) => {
    const chosen = unitsOf(model.description, part);
    return async (images) => {
      if (last?.images !== images) last = { images, posteriors: encodeImages(glancing(model), images) };
      const { mu, units, count } = await last.posteriors;
      const features = new Float32Array(count * chosen.length);
      for (let i = 0; i < count; i++)
        for (const [j, unit] of chosen.entries()) features[i * chosen.length + j] = mu[i * units + unit]!;
      return features;
    };
  };
}

/** Faces of this size lose no more by being compared pixel by pixel, and take a twentieth of the time of 150. */
const PIXELS = 32;

/** The images themselves, averaged over blocks so that at least 32 x 32 numbers are left. */
export function pixelFeatures(size: number): Features {
  const block = Math.max(1, Math.floor(size / PIXELS));
  const side = Math.floor(size / block);
  return async (images) => {
    const pixels = toPixels(images);
    const features = new Float32Array((images.length / size ** 2) * side ** 2);
    for (let i = 0; i < features.length; i++) {
      const x = (i % side) * block;
      const y = (Math.floor(i / side) % side) * block;
      const first = Math.floor(i / side ** 2) * size ** 2 + y * size + x;
      for (let dy = 0; dy < block; dy++)
        for (let dx = 0; dx < block; dx++) features[i]! += pixels[first + dy * size + dx]! / block ** 2;
    }
    return features;
  };
}

function unitsOf(description: ModelDescription, part: CodePart): readonly number[] {
  const identity = identityFactors(description.data.factors);
  const groups = placeGroups(description.groups).filter(({ factors }) => {
    const standsForPerson = factors.some((factor) => identity.includes(factor));
    return part === 'all' || standsForPerson === (part === 'identity');
  });
  if (groups.length === 0)
    throw new UserError(
      `The code of this model has no group that stands for ${part === 'identity' ? 'a person' : 'pose or light'}; ` +
        `it has ${description.groups.map(({ name }) => name).join(', ')}. Take a model that was trained on faces.`,
    );
  return groups.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i));
}
