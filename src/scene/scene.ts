import type { Random } from '../numeric/random.js';

/** What a data set is split into. */
export type Part = 'train' | 'validation' | 'test';

/** How a scene parameter is distributed when it varies. */
export type Prior =
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | { readonly kind: 'normal' }
  /** One of the whole numbers 0 ... count - 1. */
  | {
      readonly kind: 'level';
      readonly count: number;
      /** Where training, validation and test may show different ones alone: those of each, from one up to another. */
      readonly parts?: Readonly<Record<Part, readonly [number, number]>> | undefined;
    }
  /** One of these, rising, each as often as the others. */
  | { readonly kind: 'choice'; readonly values: readonly number[] };

/** One number that a scene is drawn from. */
export interface Parameter {
  /** Unique in the scene: `azimuth`, `shape.3`. */
  readonly name: string;
  /** `level`: a number in a row of levels; `class`: a name for one of several, whose numbers have no order. */
  readonly unit: 'degree' | 'sigma' | 'level' | 'class';
  readonly prior: Prior;
  /** Degrees of a whole turn, -180 to 180, where the end is the beginning. */
  readonly circular?: true | undefined;
  /** What the numbers of a class stand for: files, one an object. */
  readonly names?: readonly string[] | undefined;
}

/** A parameter whose values have an order, so that a unit of the code can follow it. */
export type NumberParameter = Parameter & { readonly unit: Exclude<Parameter['unit'], 'class'> };

export function isNumber(parameter: Parameter): parameter is NumberParameter {
  return parameter.unit !== 'class';
}

/**
 * A source of variation that has a name of its own (the paper's "transformation"): azimuth is one
 * parameter, shape is many that vary together.
 */
export interface Factor {
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

/**
 * A world that can be drawn: a pure function from parameters to pixels, the same bits on every machine.
 */
export interface Scene {
  readonly name: string;
  readonly factors: readonly Factor[];
  /** What had to be done to show it, in whole sentences. */
  readonly notices?: readonly string[];
  /** Names for sets of factors: the face scene calls shape and texture together `intrinsic`. */
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  /**
   * Draws one image.
   *
   * @param values one number a parameter, in the order of `parametersOf(scene)`, in the parameter's unit
   * @param size height and width in pixels
   * @param channels 1 for grey, 3 for RGB
   * @returns [size, size] or [size, size, 3], row by row from the top, 0 black to 255 white
   */
  render(values: Float32Array, size: number, channels?: 1 | 3): Uint8Array;
  /**
   * Draws the same thing as a photograph might show it: before other things, behind others, in other light, through
   * another camera. What it adds is drawn from `random`; the factors still mean what they mean.
   *
   * @returns grey, [size, size], 0 to 255
   */
  photograph?(values: Float32Array, size: number, random: Random): Uint8Array;
  /** Draws a photograph of other things than the scene shows, taken in the same way: what a reader should refuse. */
  stillLife?(size: number, random: Random): Uint8Array;
}

/** The scene's parameters, factor by factor: the order of `values` in `render` and of factors.npy. */
export function parametersOf(scene: Pick<Scene, 'factors'>): readonly Parameter[] {
  return scene.factors.flatMap((factor) => factor.parameters);
}
