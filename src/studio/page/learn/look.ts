import { calibrate, toValue } from '../../../code/calibration.js';
import { columns } from '../../../code/columns.js';
import { placeGroups } from '../../../code/groups.js';
import { sigmoid } from '../../../code/likelihood.js';
import { splitPosterior } from '../../../code/posterior.js';
import type { BatchSource } from '../../../dataset/batch.js';
import { toPixels } from '../../../dataset/pixels.js';
import { concatenate } from '../../../numeric/concatenate.js';
import { isNumber, parametersOf } from '../../../scene/scene.js';
import type { Learning } from '../../../training/learning.js';

/** Pictures of people whom the training never shows. */
export interface HeldOut {
  /** [pictures, size, size], 0 to 1 */
  readonly images: Float32Array;
  /** [pictures, parameters] */
  readonly truth: Float32Array;
}

/** A unit of the code against what it shall stand for, over the held-out pictures. */
export interface UnitSeen {
  /** `azimuth` */
  readonly name: string;
  /** The end of the factor's range to either side, in degrees. */
  readonly reach: number;
  /** The unit's value and the truth in degrees, one a picture, in the order of truth. */
  readonly values: Float32Array;
  readonly truth: Float32Array;
  /** Rank correlation, -1 to 1. */
  readonly spearman: number;
}

/** A held-out face, and what the model makes of it. */
export interface FaceSeen {
  /** [size, size], 0 to 1 */
  readonly input: Float32Array;
  /** Drawn again as it was read, then at each of `turnsOf`. */
  readonly drawn: readonly Float32Array[];
}

/** What a training has come to. */
export interface Look {
  readonly units: readonly UnitSeen[];
  readonly faces: readonly FaceSeen[];
}

/** What a face is re-rendered at: each a unit that is set. */
export const turns: readonly { readonly thing: string; readonly degrees: number }[] = [
  { thing: 'azimuth', degrees: -45 },
  { thing: 'azimuth', degrees: 45 },
  { thing: 'light', degrees: 60 },
];

/**
 * The first pictures of the test split in which everything varies. Of a source of seed 1 they are those that
 * `dcign evaluate` measures on.
 */
export async function readHeldOut(source: BatchSource, batches: number): Promise<HeldOut> {
  const indices = Array.from({ length: batches }, (_, index) => index);
  const read = await Promise.all(indices.map((index) => source.read('test', 'all', index)));
  return {
    images: concatenate(
      Float32Array,
      read.map(({ images }) => toPixels(images)),
    ),
    truth: concatenate(
      Float32Array,
      read.map(({ factors }) => factors!),
    ),
  };
}

/** Looks at the network as it is now. Nothing of the training changes, but it must be between two steps. */
export async function takeLook(learning: Learning, { images, truth }: HeldOut): Promise<Look> {
  const { source, options, runners, code } = learning;
  const { encoder, decoder } = runners;
  const { size, factors } = source.info;
  const pixels = size ** 2;
  const count = images.length / pixels;
  const mus: Float32Array[] = [];
  for (let start = 0; start < count; start += encoder.batch) {
    const rows = Math.min(encoder.batch, count - start);
    const input = new Float32Array(encoder.batch * pixels);
    input.set(images.subarray(start * pixels, (start + rows) * pixels));
    const { mu } = splitPosterior(await encoder.forward(input), options.code);
    mus.push(mu.slice(0, rows * options.code));
  }
  const mu = concatenate(Float32Array, mus);
  const parameters = parametersOf({ factors });
  const read = placeGroups(code.groups).flatMap(({ name, units, start }) => {
    const place = parameters.findIndex((parameter) => parameter.name === name);
    const parameter = parameters[place];
    if (units !== 1 || parameter === undefined || !isNumber(parameter)) return [];
    const values = columns(mu, options.code, start, start + 1);
    const own = columns(truth, parameters.length, place, place + 1);
    const { prior } = parameter;
    const reach = prior.kind === 'uniform' ? prior.max : 1;
    return [{ name, start, reach, values, truth: own, calibration: calibrate(parameter, values, own) }];
  });

  const shown = Math.min(count, Math.floor(decoder.batch / (1 + turns.length)));
  const codes = new Float32Array(decoder.batch * options.code);
  for (let face = 0; face < shown; face++) {
    const own = mu.subarray(face * options.code, (face + 1) * options.code);
    for (const [t, turn] of [undefined, ...turns].entries()) {
      const at = (face * (1 + turns.length) + t) * options.code;
      codes.set(own, at);
      const unit = turn && read.find(({ name }) => name === turn.thing);
      if (unit) codes[at + unit.start] = toValue(unit.calibration, turn.degrees);
    }
  }
  const drawn = sigmoid(await decoder.forward(codes));
  const picture = (of: Float32Array, i: number): Float32Array => of.slice(i * pixels, (i + 1) * pixels);
  return {
    units: read.map(({ name, reach, values, truth: own, calibration: { spearman } }) => {
      const order = Array.from(own.keys()).sort((a, b) => own[a]! - own[b]!);
      const sorted = (column: Float32Array): Float32Array => Float32Array.from(order, (i) => column[i]!);
      return { name, reach, spearman, values: sorted(values), truth: sorted(own) };
    }),
    faces: Array.from({ length: shown }, (_, face) => ({
      input: picture(images, face),
      drawn: Array.from({ length: 1 + turns.length }, (_, t) =>
        picture(drawn, face * (1 + turns.length) + t),
      ),
    })),
  };
}
