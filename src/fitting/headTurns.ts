import { nearest, UserError } from '../errors.js';
import { changePerson, type Person } from '../head/person.js';
import type { Texture } from '../head/texture.js';
import type { FaceModel } from '../scene/faceModel.js';
import { createHead } from '../scene/head.js';
import { createHeadRenderer, scenePose } from './renderHead.js';
import { createSkinChange } from './skinChange.js';

/** How a head is seen, in degrees, as the scene means them. */
export interface Pose {
  readonly azimuth: number;
  readonly elevation: number;
  readonly light: number;
}

/** A head, and how it is seen where nothing else is asked for. */
export interface SeenHead {
  readonly person: Person;
  readonly skin: Texture;
  readonly pose: Pose;
}

/** In degrees: as far as it can be set, and as far to both sides as it is varied. A head has a back too. */
const RANGES: Readonly<Record<keyof Pose, { readonly most: number; readonly varied: number }>> = {
  azimuth: { most: 180, varied: 90 },
  elevation: { most: 90, varied: 45 },
  light: { most: 180, varied: 80 },
};
/** Coefficients are varied so many standard deviations to both sides. */
const SIGMAS = 3;

/**
 * Parts what is set into the pose and the person's coefficients.
 *
 * @throws UserError for an angle that is none, or farther than round the head
 */
export function partSettings(set: Readonly<Record<string, number>>): {
  readonly pose: Partial<Pose>;
  readonly person: Readonly<Record<string, number>>;
} {
  const [pose, person]: [Record<string, number>, Record<string, number>] = [{}, {}];
  for (const [name, value] of Object.entries(set)) {
    if (!isAngle(name)) {
      checkSpelling(name);
      person[name] = value;
      continue;
    }
    const { most } = RANGES[name];
    if (!(Math.abs(value) <= most))
      throw new UserError(`${name} is set to ${value}, but goes from -${most}° to ${most}°. Change it.`);
    pose[name] = value;
  }
  return { pose, person };
}

/**
 * Pictures of a head while one thing after the other is varied: angles to both sides of the front, coefficients
 * from -3 to 3 standard deviations. All else stays.
 *
 * @param names azimuth, elevation, light, shape.1, texture.2 ...
 * @returns for each name its frames: [size, size, 3] each, 0 to 255
 * @throws UserError for anything else
 */
export function drawTurns(
  model: FaceModel,
  { person, skin, pose }: SeenHead,
  names: readonly string[],
  frames: number,
  size: number,
): readonly (readonly Uint8Array[])[] {
  const head = createHead(model);
  const renderer = createHeadRenderer(model);
  const skinOf = createSkinChange(model, skin, person.texture);
  const draw = (who: Person, { azimuth, elevation, light }: Pose): Uint8Array => {
    head.shape(who.shape);
    return renderer.render(head, skinOf(who.texture), scenePose(azimuth, elevation, light), size);
  };
  for (const name of names) checkTurn(person, name);
  return names.map((name) =>
    Array.from({ length: frames }, (_, i) => {
      const share = frames === 1 ? 0 : (2 * i) / (frames - 1) - 1;
      return isAngle(name)
        ? draw(person, { ...pose, [name]: share * RANGES[name].varied })
        : draw(changePerson(person, { [name]: share * SIGMAS }), pose);
    }),
  );
}

/** @throws UserError for what a head does not have */
export function checkTurn(person: Person, name: string): void {
  if (isAngle(name)) return;
  checkSpelling(name);
  changePerson(person, { [name]: 0 });
}

/** @throws UserError for what is nearly an angle */
function checkSpelling(name: string): void {
  const guess = nearest(name, Object.keys(RANGES));
  if (guess !== undefined) throw new UserError(`A head has no ${name} to turn. Did you mean ${guess}?`);
}

function isAngle(name: string): name is keyof Pose {
  return Object.hasOwn(RANGES, name);
}
