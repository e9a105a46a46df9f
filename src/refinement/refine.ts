import { type Group, goRound, isOneNumber, placeGroups } from '../code/groups.js';
import { UserError } from '../errors.js';
import type { ModelDescription } from '../model/description.js';
import { climb, type Prior, type Slope } from './climb.js';
import { headOf, seenOf } from './head.js';

export interface Refinement {
  /** The best code that was found, [units]. */
  readonly code: Float32Array;
  /** What it shows, [size, size], 0 to 1. */
  readonly image: Float32Array;
  /** Of the first guess and of the best code, where either shows the head. */
  readonly error: { readonly before: number; readonly after: number };
  /** By how much the best code is likelier than the first guess, in nats. */
  readonly gained: number;
}

/** Times that the decoder is asked where nobody says otherwise: two thirds of a second on two cores. */
export const STEPS = 40;

export interface RefineOptions {
  /** How often the decoder may be asked, at least once. */
  readonly steps: number;
  /** Every pixel counts, whatever is drawn there: where the decoder draws no heads. */
  readonly whole: boolean;
  /** Places of the units that stand for one number each, pose and light: see `poseUnits`. */
  readonly pose: readonly number[];
}

/** How far pose and light may be from what the encoder reads, in deviations of the code: about four degrees of azimuth. */
const POSE = 0.05;

/**
 * The spread of people, in deviations of the code. With that of the prior, 1, a head became whatever fits the hair and
 * the background of its photograph, and turned away to do so: 35 % less error on AT&T, and monsters.
 */
const PEOPLE = 0.25;

/** Where the decoder draws no heads, all that is known of a code is its prior. */
function priorOf(guess: Float32Array, { whole, pose }: RefineOptions): Prior {
  const mean = new Float32Array(guess.length);
  const deviation = new Float32Array(guess.length).fill(whole ? 1 : PEOPLE);
  if (whole) return { mean, deviation };
  for (const unit of pose) {
    mean[unit] = guess[unit]!;
    deviation[unit] = POSE;
  }
  return { mean, deviation };
}

/** The units that stand for one number each. */
export function poseUnits(groups: readonly Group[]): readonly number[] {
  return placeGroups(groups).flatMap((group) =>
    isOneNumber(group) ? Array.from({ length: group.units }, (_, u) => group.start + u) : [],
  );
}

/**
 * The code that explains a picture best, from the encoder's first guess on.
 *
 * @param guess [units]
 * @param picture [size, size], 0 to 1
 * @returns the guess itself where nothing is both likelier and nearer to the picture
 * @throws UserError for steps that are no whole number from 1 on
 */
export async function refine(
  slope: Slope,
  guess: Float32Array,
  picture: Float32Array,
  options: RefineOptions,
): Promise<Refinement> {
  const { steps, whole } = options;
  if (!Number.isInteger(steps) || steps < 1)
    throw new UserError(
      `A picture was to be refined in ${steps} steps, but that must be a whole number from 1 on. ` +
        `Give ${STEPS}, or leave the refining out.`,
    );
  const all = new Float32Array(picture.length).fill(1);
  // Asking anew where the head is, as it is climbed, was measured: it gains nothing and steadies nothing.
  const seen = (image: Float32Array): Float32Array => (whole ? all : seenOf(image, picture));
  const { first, best } = await climb(slope, guess, priorOf(guess, options), picture, seen, steps);
  const area = whole ? all : either(headOf(first.image), headOf(best.image));
  const before = errorOver(area, first.image, picture);
  const after = errorOver(area, best.image, picture);
  const better = best.loss < first.loss && after < before;
  const { code, image, loss } = better ? best : first;
  return { code, image, error: { before, after: better ? after : before }, gained: first.loss - loss };
}

/** Whether a model draws heads, which are not turned all the way round, before a background, of which the photograph's own need know nothing. */
export function drawsHeads({ data }: Pick<ModelDescription, 'data'>): boolean {
  return data.factors.some((factor) => factor.name === 'azimuth' && !goRound([factor]));
}

function either(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((is, i) => Math.max(is, b[i]!));
}

/** Mean squared error over the pixels that count. */
function errorOver(area: Float32Array, image: Float32Array, picture: Float32Array): number {
  let sum = 0;
  let pixels = 0;
  for (let i = 0; i < area.length; i++) {
    sum += area[i]! * (image[i]! - picture[i]!) ** 2;
    pixels += area[i]!;
  }
  return pixels === 0 ? 0 : sum / pixels;
}
