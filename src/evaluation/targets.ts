import { type CalibratedUnits, writeTruth } from '../code/calibrated.js';
import { sampleBatch } from '../dataset/sample.js';
import type { Model } from '../model/model.js';
import { parametersOf, type Scene } from '../scene/scene.js';
import { type ScalarFactor, scalarFactors, unitsOf } from './encoder.js';

/** A factor with calibrated units of its own, that an image can be re-rendered with any value of. */
export interface SettableFactor extends ScalarFactor, CalibratedUnits {}

/** Azimuth, elevation and light: further factors stay at the source's value. */
const MOST = 3;

/** Degrees between two views that re-rendering is summed up within: beyond, half of the face is not seen. */
export const NEAR = 60;

/** Pose and light, as far as the code has calibrated units for them. */
export function settableFactors({ description }: Model, scene: Scene): readonly SettableFactor[] {
  return scalarFactors(scene.factors)
    .flatMap((factor) => {
      const found = unitsOf(description, factor.name);
      return found === undefined ? [] : [{ ...factor, ...found }];
    })
    .slice(0, MOST);
}

/**
 * Random values of the factors: a random stream of its own for each index.
 *
 * @returns [count][parameters of the scene], of which those of other factors are the same in all
 */
export function drawTargets(
  scene: Scene,
  factors: readonly SettableFactor[],
  { seed, index }: { readonly seed: number; readonly index: number },
  count: number,
): readonly Float32Array[] {
  const kind = factors.map(({ name }) => name).join('+');
  const width = parametersOf(scene).length;
  const values = sampleBatch(scene, { seed, split: 'test', kind, index }, count);
  return Array.from({ length: count }, (_, i) => values.subarray(i * width, (i + 1) * width));
}

/** Writes a target into the scene parameters of an image. */
export function setTruth(
  factors: readonly ScalarFactor[],
  target: Float32Array,
  parameters: Float32Array,
): void {
  for (const { place } of factors) parameters[place] = target[place]!;
}

/** Writes a target into a code, through the calibration of its units. */
export function setCode(factors: readonly SettableFactor[], target: Float32Array, code: Float32Array): void {
  for (const factor of factors) writeTruth(factor, target[factor.place]!, code);
}

/** Angle in degrees between two viewing directions, by the factors `azimuth` and `elevation`. */
export function poseDistance(scene: Scene, a: Float32Array, b: Float32Array): number {
  const parameters = parametersOf(scene).map(({ name }) => name);
  const angle = (values: Float32Array, name: string) => {
    const place = parameters.indexOf(name);
    return place < 0 ? 0 : (values[place]! * Math.PI) / 180;
  };
  const [ea, eb] = [angle(a, 'elevation'), angle(b, 'elevation')];
  const turn = angle(a, 'azimuth') - angle(b, 'azimuth');
  const cosine = Math.sin(ea) * Math.sin(eb) + Math.cos(ea) * Math.cos(eb) * Math.cos(turn);
  return (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI;
}
