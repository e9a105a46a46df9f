import { levelsOf } from './levels.js';
import { gridCombination, gridSize } from './metrics/factorGrid.js';
import type { SettableFactor } from './targets.js';

/** Where the error lies, for one part of the range of target poses. */
export interface ErrorMap {
  /** Middle of the part: azimuth and elevation, or the first two factors that can be set. */
  readonly pose: readonly number[];
  /** Mean absolute error of each pixel over people and lights, [size, size], 0 to 1; 0 where there is no image. */
  readonly error: Float64Array;
  /** Images that it is the mean of. */
  readonly images: number;
}

/** Parts of the range of azimuth and of elevation. */
const PARTS = [7, 3];

/** Gathers the error of each pixel by target pose. */
export class ErrorMaps {
  readonly #levels: readonly (readonly number[])[];
  readonly #factors: readonly SettableFactor[];
  readonly #sums: { readonly error: Float64Array; images: number }[];

  /** @param pixels of one image */
  constructor(factors: readonly SettableFactor[], pixels: number) {
    this.#factors = factors.slice(0, PARTS.length);
    this.#levels = this.#factors.map(({ parameter }, k) => levelsOf(parameter.prior, PARTS[k]!));
    this.#sums = Array.from({ length: gridSize(this.#counts()) }, () => ({
      error: new Float64Array(pixels),
      images: 0,
    }));
  }

  /**
   * @param target scene parameters
   * @param ours 0 to 1
   * @param truth 0 to 1
   */
  add(target: Float32Array, ours: Float32Array, truth: Float32Array): void {
    const part = this.#factors.reduce(
      (index, { place }, k) => index * this.#levels[k]!.length + nearest(this.#levels[k]!, target[place]!),
      0,
    );
    const sum = this.#sums[part]!;
    sum.images++;
    for (let p = 0; p < ours.length; p++) sum.error[p]! += Math.abs(ours[p]! - truth[p]!);
  }

  maps(): readonly ErrorMap[] {
    return this.#sums.map(({ error, images }, i) => ({
      pose: gridCombination(this.#counts(), i).map((level, k) => this.#levels[k]![level]!),
      error: error.map((sum) => sum / Math.max(1, images)),
      images,
    }));
  }

  #counts(): readonly number[] {
    return this.#levels.map(({ length }) => length);
  }
}

function nearest(levels: readonly number[], value: number): number {
  const distances = levels.map((level) => Math.abs(level - value));
  return distances.indexOf(Math.min(...distances));
}
