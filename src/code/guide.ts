import { type Factor, parametersOf } from '../scene/scene.js';
import { type Group, placeGroups } from './groups.js';

/** Pulls directions towards where the true angle lies on a circle round the middle. */
export interface Guide {
  /**
   * @param posterior the encoder's output [batch, 2 units]: mu, then log sigma^2
   * @param truth [batch, parameters] in the order of `parametersOf`
   * @param gradient dL/d(posterior), to which that of the pull is added
   * @returns the pull, weight / 2 times the squared distances of the means, summed over the batch
   */
  pull(posterior: Float32Array, truth: Float32Array, gradient: Float32Array): number;
}

/** The circle on which two units have a variance of 1 each, as the prior has them. */
const RADIUS = Math.SQRT2;

/**
 * Which factor varies within a set says that two views differ, not on which side of each other they lie. Views that look
 * alike, the front and the back of most things, are then one place of the code: of two units a line there and back, or a
 * figure of eight, which no further step undoes, since the views would have to pass through each other. Where the angle
 * is known in training, it tells them apart from the first step on. As labels in Siddharth et al. (2017); the paper has
 * none.
 *
 * @returns undefined where the weight is 0 or no group is a direction whose angle is known
 */
export function createGuide(
  groups: readonly Group[],
  factors: readonly Factor[],
  weight: number,
): Guide | undefined {
  const parameters = parametersOf({ factors });
  const directions = placeGroups(groups).flatMap(({ circular, start, factors: own }) => {
    const place = parameters.findIndex(({ name }) =>
      factors.some(
        (factor) => own.includes(factor.name) && factor.parameters.some((one) => one.name === name),
      ),
    );
    return circular === true && place >= 0 ? [{ start, place }] : [];
  });
  if (weight === 0 || directions.length === 0) return undefined;
  return {
    pull(posterior, truth, gradient) {
      const batch = truth.length / parameters.length;
      const width = posterior.length / batch;
      let sum = 0;
      for (let i = 0; i < batch; i++)
        for (const { start, place } of directions) {
          const angle = (truth[i * parameters.length + place]! * Math.PI) / 180;
          for (const [k, wanted] of [RADIUS * Math.cos(angle), RADIUS * Math.sin(angle)].entries()) {
            const unit = i * width + start + k;
            const off = posterior[unit]! - wanted;
            gradient[unit]! += weight * off;
            sum += (weight / 2) * off * off;
          }
        }
      return sum;
    },
  };
}
