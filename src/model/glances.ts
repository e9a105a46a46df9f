import { type CalibratedUnits, readTruth, writeTruth } from '../code/calibrated.js';
import { placeGroups } from '../code/groups.js';
import type { ModelDescription } from './description.js';
import type { Model } from './model.js';

/** What can read pictures: a model, or what the studio's page has of one. */
export type Encoder = Pick<Model, 'encode'> & {
  readonly description: Pick<
    ModelDescription,
    'architecture' | 'groups' | 'calibrations' | 'training' | 'data'
  >;
};

/** Shares of the side by which a photograph is moved before each glance, right and down. */
const SHIFTS = [
  [0, 0],
  [0.03, 0],
  [-0.03, 0],
  [0, 0.03],
  [0, -0.03],
] as const;
/** Scenes whose things are their own mirror images: of the same person a mirrored picture shows another pose. */
const SYMMETRIC: readonly string[] = ['faces'];
/** Angles that change their sign where left and right are exchanged. */
const SIDED: readonly string[] = ['azimuth', 'light'];

/**
 * Reads a head by the mean over a picture and its mirror image, what is read of that mirrored back: the encoder knows
 * nothing of symmetry. Against one glance, re-renderings of 60 unseen people are off by .00185 instead of .00198, and
 * their pose and light are read a tenth better. Drawn again as it was, a picture comes out less like itself (.00124,
 * .00110): what else a code says of its own view is lost.
 *
 * A model of photographs looks ten times, moved a little each way too, since a frame is never quite right. The right
 * one of AT&T's people is then first in 93 % of the probes instead of 83 (5 enrolled), 74 instead of 61 (1); lamps on
 * Extended Yale B's faces are off by 8.4 degrees instead of 10.8, drawn photographs' by 8.5 instead of 9.8 and their
 * azimuths by 7.4 instead of 8.0. Eighteen glances, scaled and turned too, gain no more.
 *
 * @returns the model as it is where there is nothing else to be seen
 */
export function glancing<T extends Encoder>(model: T): T | Encoder {
  const { architecture, training, data } = model.description;
  const mirrorBack = SYMMETRIC.includes(data.scene) ? mirroring(model.description) : undefined;
  const shifts = training.photographs ? SHIFTS : SHIFTS.slice(0, 1);
  const each = shifts.length * (mirrorBack ? 2 : 1);
  if (each === 1) return model;
  const { size, code } = architecture;
  const pixels = size ** 2;
  return {
    description: model.description,
    async encode(images) {
      const count = images.length / pixels;
      const seen = new Float32Array(each * images.length);
      for (let i = 0; i < count; i++) {
        const picture = images.subarray(i * pixels, (i + 1) * pixels);
        const moved = shifts.map(([right, down]) =>
          shifted(picture, size, Math.round(right * size), Math.round(down * size)),
        );
        const glances = mirrorBack ? moved.flatMap((one) => [one, mirrored(one, size)]) : moved;
        for (const [g, glance] of glances.entries()) seen.set(glance, (i * each + g) * pixels);
      }
      const read = await model.encode(seen);
      const mu = new Float32Array(count * code);
      const logVar = new Float32Array(count * code);
      for (let row = 0; row < count * each; row++) {
        const from = row * code;
        const own = read.mu.slice(from, from + code);
        if (mirrorBack && row % 2 === 1) mirrorBack(own);
        const to = Math.floor(row / each) * code;
        for (let u = 0; u < code; u++) {
          mu[to + u]! += own[u]! / each;
          logVar[to + u]! += read.logVar[from + u]! / each;
        }
      }
      return { mu, logVar };
    },
  };
}

/** Beyond the picture its nearest edge goes on, as in a frame that reaches beyond a photograph. */
function shifted(picture: Float32Array, size: number, right: number, down: number): Float32Array {
  const within = (x: number): number => Math.min(size - 1, Math.max(0, x));
  return picture.map((_, i) => {
    const [x, y] = [i % size, Math.floor(i / size)];
    return picture[within(y - down) * size + within(x - right)]!;
  });
}

function mirrored(picture: Float32Array, size: number): Float32Array {
  return picture.map((_, i) => picture[i - (i % size) + size - 1 - (i % size)]!);
}

/**
 * Turns what was read of a mirrored picture, [units], into what it says of the picture; undefined where some angle
 * has no unit of its own that is known in degrees.
 */
function mirroring({
  groups,
  calibrations,
}: Pick<ModelDescription, 'groups' | 'calibrations'>): ((mu: Float32Array) => void) | undefined {
  const sided = placeGroups(groups)
    .filter(({ factors }) => factors.some((name) => SIDED.includes(name)))
    .map(({ name, start }) => ({ start, calibration: calibrations[name] }));
  const known = sided.filter((units): units is CalibratedUnits => units.calibration !== undefined);
  if (known.length < sided.length) return undefined;
  return (mu) => {
    for (const units of known) writeTruth(units, -readTruth(units, mu), mu);
  };
}
