import { basename } from 'node:path';
import { UserError } from '../errors.js';
import type { Factor } from '../scene/scene.js';
import { wrap } from '../statistics/circular.js';

/** What the files of a folder of images are called says of their factors. */
export interface NamedAngles {
  /** Those asked for, in order; each with the angle that its images name, where they do. */
  readonly factors: readonly Factor[];
  /** The angles of these images in degrees, [images, angles], as `parametersOf` has them; undefined where there are none. */
  truthOf(paths: readonly string[]): Float32Array | undefined;
}

/** `azimuth=35`, `azimuth=-12.5`, alone in a name or between `_`, `,` and blanks. */
const NAMED = /(?:^|[_,\s])([^_,\s=]+)=([-+]?\d+(?:\.\d+)?)(?=$|[_,\s])/g;

/** Angles that leave no gap as wide as this anywhere go full circle. */
const GAP = 60;

/**
 * Reads angles from names of files: `azimuth=035.png`, `cup_azimuth=20,light=-30.png`. Angles that come from all sides
 * go full circle.
 *
 * @throws UserError where some images name a factor's angle and others do not
 */
export function readNamedAngles(paths: readonly string[], factors: readonly string[]): NamedAngles {
  const named = new Map(paths.map((path) => [path, anglesIn(path)]));
  const described = factors.map((name): Factor => {
    const lacking = paths.find((path) => !named.get(path)!.has(name));
    const having = paths.find((path) => named.get(path)!.has(name));
    if (having === undefined) return { name, parameters: [] };
    if (lacking !== undefined)
      throw new UserError(
        `${having} says its ${name} in its name, but ${lacking} does not. Name the ${name} of all images in degrees, or of none.`,
      );
    const angles = paths.map((path) => named.get(path)!.get(name)!);
    const [min, max] = [angles.reduce((a, b) => Math.min(a, b)), angles.reduce((a, b) => Math.max(a, b))];
    if (min === max) return { name, parameters: [] };
    return {
      name,
      parameters: [
        goRound(angles)
          ? {
              ...{ name, unit: 'degree' },
              ...{ prior: { kind: 'uniform', min: -180, max: 180 }, circular: true },
            }
          : { name, unit: 'degree', prior: { kind: 'uniform', min, max } },
      ],
    };
  });
  const known = described.flatMap(({ parameters }) => parameters);
  return {
    factors: described,
    truthOf: (images) =>
      known.length === 0
        ? undefined
        : Float32Array.from(
            images.flatMap((path) =>
              known.map(({ name, circular }) => {
                const angle = named.get(path)!.get(name)!;
                return circular ? wrap(angle) : angle;
              }),
            ),
          ),
  };
}

function anglesIn(path: string): ReadonlyMap<string, number> {
  const stem = basename(path).replace(/\.[^.]*$/, '');
  return new Map(Array.from(stem.matchAll(NAMED), ([, name, angle]) => [name!, Number(angle)]));
}

function goRound(angles: readonly number[]): boolean {
  const sorted = [...new Set(angles.map(wrap))].sort((a, b) => a - b);
  return sorted.every((angle, i) => (sorted[i + 1] ?? sorted[0]! + 360) - angle < GAP);
}
