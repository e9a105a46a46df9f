import type { Control } from '../rerender/controls.js';

/** What is unknown of a photograph besides shape and texture, in the order of the vector that is fitted. */
export const CIRCUMSTANCES = [
  'azimuth',
  'elevation',
  'roll',
  'right',
  'up',
  'logHalfHeight',
  'logDistance',
  'light',
  'lampElevation',
  'softness',
  'specular',
  'secondX',
  'secondY',
  'secondZ',
  'black',
  'logWhite',
  'logGamma',
] as const;
export type Circumstance = (typeof CIRCUMSTANCES)[number];

/** Where each of them is in the vector. */
export const PLACE: Readonly<Record<Circumstance, number>> = Object.fromEntries(
  CIRCUMSTANCES.map((name, i) => [name, i]),
) as Record<Circumstance, number>;

export type Circumstances = { readonly [name in Circumstance]: number };

/** Mean and standard deviation before the photograph is looked at closely. */
export type CircumstancePriors = {
  readonly [name in Circumstance]: readonly [mean: number, deviation: number];
};

/** What was read of the photograph, in degrees. */
export interface Reading {
  readonly azimuth: number;
  readonly elevation: number;
  readonly light: number;
}

/** What a code [units] says of it, by the controls of its model. What a model does not read is 0. */
export function readingIn(controls: readonly Pick<Control, 'name' | 'read'>[], code: Float32Array): Reading {
  const read = (name: string): number => controls.find((one) => one.name === name)?.read(code) ?? 0;
  return { azimuth: read('azimuth'), elevation: read('elevation'), light: read('light') };
}

/**
 * How photographs vary, as `createPhotographer` takes them: angles in degrees; place in sides of the frame;
 * the second, softer lamp as a vector towards it, as long as it is strong; grey values as a share of white.
 * Pose and lamp are near what was read, by the errors that the encoder makes on drawn photographs.
 */
export function priorsOf({ azimuth, elevation, light }: Reading): CircumstancePriors {
  return {
    azimuth: [azimuth, 10],
    elevation: [elevation, 5],
    roll: [0, 5],
    right: [0, 0.05],
    up: [0, 0.05],
    logHalfHeight: [-0.01, 0.13],
    logDistance: [1.75, 0.27],
    light: [light, 12],
    lampElevation: [20, 20],
    softness: [0.5, 0.29],
    specular: [30, 17],
    secondX: [0, 0.12],
    secondY: [0.03, 0.1],
    secondZ: [0.06, 0.12],
    black: [0.03, 0.075],
    logWhite: [-0.1, 0.3],
    logGamma: [-0.05, 0.26],
  };
}

/**
 * Those whose prior has long tails: a reading is either about right or quite wrong, then it must not pull.
 */
export const LONG_TAILED: readonly Circumstance[] = ['azimuth', 'elevation', 'light'];

/** @param x in standard deviations from the mean: circumstances, then what else there is */
export function circumstancesAt(priors: CircumstancePriors, x: ArrayLike<number>): Circumstances {
  return Object.fromEntries(
    CIRCUMSTANCES.map((name, i) => [name, priors[name][0] + priors[name][1] * x[i]!]),
  ) as Circumstances;
}
