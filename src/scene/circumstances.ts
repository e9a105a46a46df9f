import type { Factor } from './scene.js';

/** What differs between photographs beside the face, its pose and where the lamp stands. */
export interface Circumstances {
  /** How high the lamp stands above the head, in degrees. */
  readonly lamp: number;
  /** Share of the colour that is seen without the lamp: how soft the light is, in percent. */
  readonly ambient: number;
  /** Brightness where nothing is seen, 0 to 255. */
  readonly background: number;
  /** Of the head, in percent of the usual. */
  readonly size: number;
  /** Where the head is, in percent of the picture's side from its middle. */
  readonly right: number;
  readonly up: number;
}

/** Those of the scene `faces`: nothing but the face varies, as in the paper. */
export const STILL: Circumstances = { lamp: 20, ambient: 16, background: 40, size: 100, right: 0, up: 0 };

const RANGES: { readonly [K in keyof Circumstances]: readonly [min: number, max: number] } = {
  lamp: [-15, 60],
  ambient: [10, 60],
  background: [0, 230],
  size: [80, 170],
  right: [-10, 10],
  up: [-10, 10],
};

/** One factor each, so that each can have a unit of the code. */
export const circumstanceFactors: readonly Factor[] = Object.entries(RANGES).map(([name, [min, max]]) => ({
  name,
  parameters: [{ name, unit: name === 'lamp' ? 'degree' : 'level', prior: { kind: 'uniform', min, max } }],
}));

/** @param values in the order of `circumstanceFactors` */
export function circumstancesOf(values: Float32Array): Circumstances {
  const [lamp, ambient, background, size, right, up] = values;
  return { lamp: lamp!, ambient: ambient!, background: background!, size: size!, right: right!, up: up! };
}
