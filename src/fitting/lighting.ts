import { direction, dot, normalise, type Vector } from '../scene/vector.js';
import { type Circumstances, PLACE } from './unknowns.js';

const RADIANS = Math.PI / 180;

/** The lamps of a photograph, and what its camera makes of light. */
export interface Lighting {
  readonly lamp: Vector;
  /** Half way between lamp and viewer. */
  readonly half: Vector;
  /** Towards the second lamp, as long as it is strong, in strengths of the first. */
  readonly second: Vector;
  readonly ambient: number;
  readonly diffuse: number;
  readonly specular: number;
  /** Grey = black + white x light^gamma, all as shares of white. */
  readonly black: number;
  readonly white: number;
  readonly gamma: number;
}

/**
 * Two lamps and ambience as `createPhotographer` has them: what the first does not give comes from
 * everywhere.
 */
export function lightingOf(known: Circumstances): Lighting {
  const lamp = direction(known.light, known.lampElevation);
  const ambient = 0.02 + 0.5 * known.softness ** 2;
  return {
    lamp,
    half: normalise([lamp[0], lamp[1], lamp[2] + 1]),
    second: [known.secondX, known.secondY, known.secondZ],
    ...{ ambient, diffuse: 1.08 - ambient, specular: known.specular },
    black: known.black,
    white: Math.exp(known.logWhite),
    gamma: Math.exp(known.logGamma),
  };
}

/** Darker than this no picture is: so the slope of the tone curve stays finite. */
const LEAST = 1e-3;

/** The grey, 0 to 1, of skin of some grey, 0 to 255, whose unit normal is given in the viewer's frame. */
export function greyUnder(light: Lighting, normal: Vector, skin: number): number {
  return light.black + light.white * brightness(light, normal, skin) ** light.gamma;
}

function brightness(light: Lighting, normal: Vector, skin: number): number {
  const { share, gloss } = fallOf(light, normal);
  return Math.max(LEAST, (skin * share + gloss) / 255);
}

/** What of the skin's colour is seen, and the highlight, 0 to 255. */
export function fallOf(
  { lamp, half, second, ambient, diffuse, specular }: Lighting,
  normal: Vector,
): { readonly share: number; readonly gloss: number } {
  const cosine = dot(normal, lamp);
  const along = Math.max(0, dot(normal, half));
  return {
    share: ambient + diffuse * (Math.max(0, cosine) + Math.max(0, dot(normal, second))),
    gloss: cosine > 0 ? specular * along ** 16 : 0,
  };
}

/** Derivatives of `greyUnder`. */
export interface GreySlopes {
  readonly grey: number;
  readonly bySkin: number;
  readonly byNormal: Vector;
  /** By the circumstances, in their own units; others than light and tone are left as they are. */
  readonly byCircumstance: Float64Array;
}

/** Prepares the derivatives for one light; what it returns is overwritten by the next call. */
export function createGreySlopes(known: Circumstances): (normal: Vector, skin: number) => GreySlopes {
  const light = lightingOf(known);
  const { lamp, half, second, diffuse, specular, gamma, white } = light;
  const length = Math.hypot(lamp[0], lamp[1], lamp[2] + 1);
  const [a, e] = [known.light * RADIANS, known.lampElevation * RADIANS];
  const lampByAzimuth = scaled([Math.cos(a) * Math.cos(e), 0, -Math.sin(a) * Math.cos(e)], RADIANS);
  const lampByElevation = scaled(
    [-Math.sin(a) * Math.sin(e), Math.cos(e), -Math.cos(a) * Math.sin(e)],
    RADIANS,
  );
  const halfBy = (slope: Vector): Vector => {
    const along = dot(half, slope);
    return [0, 1, 2].map((k) => (slope[k]! - half[k]! * along) / length) as unknown as Vector;
  };
  const [halfByAzimuth, halfByElevation] = [halfBy(lampByAzimuth), halfBy(lampByElevation)];
  const byCircumstance = new Float64Array(Object.keys(PLACE).length);

  return (normal, skin) => {
    const cosine = dot(normal, lamp);
    const isLit = cosine > 0;
    const along = isLit ? Math.max(0, dot(normal, half)) : 0;
    const other = dot(normal, second);
    const sum = (isLit ? cosine : 0) + Math.max(0, other);
    const share = light.ambient + diffuse * sum;
    const gloss = specular * along ** 16;
    const level = Math.max(LEAST, (skin * share + gloss) / 255);
    const shown = level ** gamma;
    const tone = level > LEAST ? (white * gamma * shown) / level / 255 : 0;
    const byLamp = isLit ? tone * skin * diffuse : 0;
    const byHalf = tone * specular * 16 * along ** 15;
    const bySecond = other > 0 ? tone * skin * diffuse : 0;
    byCircumstance[PLACE.light] = byLamp * dot(normal, lampByAzimuth) + byHalf * dot(normal, halfByAzimuth);
    byCircumstance[PLACE.lampElevation] =
      byLamp * dot(normal, lampByElevation) + byHalf * dot(normal, halfByElevation);
    byCircumstance[PLACE.softness] = tone * skin * (1 - sum) * known.softness;
    byCircumstance[PLACE.specular] = tone * along ** 16;
    byCircumstance[PLACE.secondX] = bySecond * normal[0];
    byCircumstance[PLACE.secondY] = bySecond * normal[1];
    byCircumstance[PLACE.secondZ] = bySecond * normal[2];
    byCircumstance[PLACE.black] = 1;
    byCircumstance[PLACE.logWhite] = white * shown;
    byCircumstance[PLACE.logGamma] = white * shown * Math.log(level) * gamma;
    return {
      grey: light.black + white * shown,
      bySkin: tone * share,
      byNormal: [0, 1, 2].map(
        (k) => byLamp * lamp[k]! + byHalf * half[k]! + bySecond * second[k]!,
      ) as unknown as Vector,
      byCircumstance,
    };
  };
}

function scaled([x, y, z]: Vector, by: number): Vector {
  return [x * by, y * by, z * by];
}
