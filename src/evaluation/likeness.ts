import type { Model } from '../model/model.js';
import { meanSquaredError } from '../statistics/imageError.js';

/**
 * How alike pictures are: [truths][guesses], more is more alike.
 *
 * @param truths [n, size, size], 0 to 255
 * @param guesses the same
 */
export type Likeness = (truths: Uint8Array, guesses: Uint8Array) => Promise<readonly ArrayLike<number>[]>;

/** Minus the mean squared error of the pixels. */
export function errorLikeness({ description }: Pick<Model, 'description'>): Likeness {
  const pixels = description.architecture.size ** 2;
  const rows = (images: Uint8Array) =>
    Array.from({ length: images.length / pixels }, (_, i) => images.subarray(i * pixels, (i + 1) * pixels));
  return async (truths, guesses) =>
    rows(truths).map((truth) => rows(guesses).map((guess) => -meanSquaredError(truth, guess)));
}

/**
 * Of each truth, whether the guess with its own number is the most alike: 1 or 0, and 1 / k where k are equally
 * alike, which is what drawing lots among them gives.
 */
export function nearestShare(likeness: readonly ArrayLike<number>[]): number[] {
  return likeness.map((row, own) => {
    const most = Array.from(row).reduce((a, b) => Math.max(a, b));
    return row[own]! < most ? 0 : 1 / Array.from(row).filter((value) => value === most).length;
  });
}
