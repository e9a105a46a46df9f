import { placeGroups } from '../code/groups.js';
import { UserError } from '../errors.js';
import type { ModelDescription } from '../model/description.js';
import type { Model } from '../model/model.js';

/** Turns images into numbers to compare people by. */
export interface Features {
  /**
   * @param images [n, size, size], 0 to 255
   * @returns [n, width]
   */
  extract(images: Uint8Array): Promise<Float32Array>;
}

/** Units of the code, by what they stand for. */
export type CodePart = 'identity' | 'circumstances' | 'all';

/**
 * The posterior means of some of the code's units. The paper's invariant face recognition compares `identity`:
 * what is left of a face when pose and light have groups of their own.
 */
export function codeFeatures(model: Model, part: CodePart = 'identity'): Features {
  const units = unitsOf(model.description, part);
  const { code } = model.description.architecture;
  return {
    async extract(images) {
      const { mu } = await model.encode(Float32Array.from(images, (grey) => grey / 255));
      const n = mu.length / code;
      const features = new Float32Array(n * units.length);
      for (let i = 0; i < n; i++)
        for (const [j, unit] of units.entries()) features[i * units.length + j] = mu[i * code + unit]!;
      return features;
    },
  };
}

/** The images themselves. */
export const pixelFeatures: Features = {
  extract: async (images) => Float32Array.from(images, (grey) => grey / 255),
};

/**
 * The names of the factors that make a person: those that take many numbers (shape, texture). Pose and light
 * take one each.
 */
export function identityFactors({ data }: Pick<ModelDescription, 'data'>): readonly string[] {
  return data.factors.filter(({ parameters }) => parameters.length !== 1).map(({ name }) => name);
}

/** @throws UserError where the model's code has no such part */
export function unitsOf(description: ModelDescription, part: CodePart): readonly number[] {
  const identity = identityFactors(description);
  const groups = placeGroups(description.groups).filter(({ factors }) => {
    const isIdentity = factors.some((factor) => identity.includes(factor));
    return part === 'all' || isIdentity === (part === 'identity');
  });
  if (groups.length === 0)
    throw new UserError(
      `The code of this model has no group that stands for ${part === 'identity' ? 'a person' : 'pose or light'}; ` +
        `it has ${description.groups.map(({ name }) => name).join(', ')}. Take a model that was trained on faces.`,
    );
  return groups.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i));
}
