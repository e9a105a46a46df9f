import { sigmoid } from '../code/likelihood.js';
import type { Engine } from '../engine/engine.js';
import type { ModelFile } from '../model/modelFile.js';
import { buildDecoder } from '../network/architecture.js';
import { Parameters } from '../network/parameters.js';
import { drawsHeads, poseUnits, type Refinement, refine, STEPS } from './refine.js';
import { robustGradient } from './robust.js';

export interface Refiner {
  /**
   * @param guess [units], what the encoder reads
   * @param picture [size, size], 0 to 1
   * @param steps how often the decoder may be asked
   * @throws UserError for steps that are no whole number from 1 on
   */
  refine(guess: Float32Array, picture: Float32Array, steps?: number): Promise<Refinement>;
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
  const whole = !drawsHeads(description);
  const pose = poseUnits(description.groups);
  return {
    refine: (guess, picture, steps = STEPS) =>
      refine(
        async (code, of, seen) => {
          const image = sigmoid(await decoder.forward(code));
          const gradient = await decoder.backward(robustGradient(image, of, seen), nothing);
          return { image, gradient: gradient.slice() };
        },
        guess,
        picture,
        { steps, whole, pose },
      ),
    dispose: () => decoder.dispose(),
  };
}
