import { type Group, placeGroups } from '../code/groups.js';
import { sigmoid } from '../code/likelihood.js';
import type { Engine } from '../engine/engine.js';
import type { ModelFile } from '../model/modelFile.js';
import { knowsPeople } from '../model/people.js';
import { buildDecoder } from '../network/architecture.js';
import { Parameters } from '../network/parameters.js';
import type { Prior } from './climb.js';
import { type Refinement, refine } from './refine.js';
import { robustGradient } from './robust.js';

export interface Refiner {
  /**
   * @param guess [units], what the encoder reads
   * @param picture [size, size], 0 to 1
   * @param steps how often the decoder may be asked
   */
  refine(guess: Float32Array, picture: Float32Array, steps: number): Promise<Refinement>;
  dispose(): Promise<void>;
}

/** A model's decoder, ready to look for codes. Two engines find the same picture if both are fp32. */
export async function prepareRefiner(
  { description, parameters }: ModelFile,
  engine: Engine,
): Promise<Refiner> {
  const decoder = await engine.prepare(buildDecoder(description.architecture), {
    batch: 1,
    training: true,
    inputGradient: true,
    parameterGradients: false,
  });
  await decoder.load(parameters);
  const nothing = Parameters.layOut([]);
  const whole = !knowsPeople(description);
  return {
    refine: (guess, picture, steps) =>
      refine(
        async (code, of, seen) => {
          const image = sigmoid(await decoder.forward(code));
          const gradient = await decoder.backward(robustGradient(image, of, seen), nothing);
          return { image, gradient: gradient.slice() };
        },
        guess,
        picture,
        { steps, whole, prior: priorOf(description.groups, guess) },
      ),
    dispose: () => decoder.dispose(),
  };
}

/** How sure the encoder is taken to be of pose and light, in deviations of the code: about four degrees of azimuth. */
const POSE = 0.05;
/**
 * Of the units that make a person: so many times the prior's. With the prior alone heads became monsters to fit the hair
 * and the backgrounds of photographs.
 */
const PERSON = 20;

/** Pose and light stay near what the encoder has read, a person near the people of the training. */
function priorOf(groups: readonly Group[], guess: Float32Array): Prior {
  const mean = new Float32Array(guess.length);
  const precision = new Float32Array(guess.length).fill(PERSON);
  for (const { start, units } of placeGroups(groups)) {
    if (units > 1) continue;
    mean[start] = guess[start]!;
    precision[start] = 1 / POSE ** 2;
  }
  return { mean, precision };
}
