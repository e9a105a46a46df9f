import { cos, sin } from '../numeric/elementary.js';
import type { Factor, Parameter, Scene } from './scene.js';

/**
 * Whether a point lies inside a shape of scale 1 that stands upright at the origin; x to the right, y up. All have
 * the same area, 0.07 of a picture 1 wide, and lie within `RADIUS` of the origin.
 */
type Inside = (x: number, y: number) => boolean;

const AREA = 0.07;
const SIDE = Math.sqrt(AREA);
/** Half axes of an ellipse twice as long as wide: the farthest point of any of the shapes. */
const [LONG, WIDE] = [Math.sqrt((2 * AREA) / Math.PI), Math.sqrt(AREA / (2 * Math.PI))];
const RADIUS = LONG;
/** The sextic (x^2 + y^2 - 1)^3 = x^2 y^3 has an area of 3.6618 and its centroid at y = 0.2935. */
const HEART = Math.sqrt(AREA / 3.6618);
const HEART_CENTRE = 0.2935;

const square: Inside = (x, y) => Math.max(Math.abs(x), Math.abs(y)) <= SIDE / 2;
const ellipse: Inside = (x, y) => {
  const u = x / LONG;
  const v = y / WIDE;
  return u * u + v * v <= 1;
};
const heart: Inside = (x, y) => {
  const u = x / HEART;
  const v = y / HEART + HEART_CENTRE;
  const ring = u * u + v * v - 1;
  return ring * ring * ring <= u * u * v * v * v;
};
const SHAPES = [square, ellipse, heart];

const SCALES = 6;
const ROTATIONS = 40;
const POSITIONS = 32;
/** Centres go from a quarter to three quarters of the picture: every shape stays inside. */
const [NEAR, FAR] = [0.25, 0.75];

/**
 * The factors of dSprites (Matthey, Higgins, Hassabis, Lerchner 2017), in its order but without its one colour:
 * `shape` (square, ellipse, heart), `scale` (0.5 to 1), `rotation` (0 to 360 degrees, both ends included as there,
 * so the first level and the last look alike), `x` (left to right) and `y` (top to bottom).
 */
export const spriteFactors: readonly Factor[] = [
  level('shape', SHAPES.length, 'class'),
  level('scale', SCALES),
  level('rotation', ROTATIONS),
  level('x', POSITIONS),
  level('y', POSITIONS),
];

/**
 * One white shape on black, after dSprites.
 *
 * As there, pixels are black or white: a pixel is white where its centre is inside the shape, which needs no
 * supersampling and no threshold, and positive rotation is anticlockwise. NEAR exceeds RADIUS: nothing is cut off.
 */
export function createSpriteScene(): Scene {
  return {
    name: 'sprites',
    factors: spriteFactors,
    aliases: {},
    render([shape, scale, rotation, x, y]: Float32Array, size, channels = 1) {
      const inside = SHAPES[shape!]!;
      const factor = 0.5 + (0.5 * scale!) / (SCALES - 1);
      const angle = (2 * Math.PI * rotation!) / (ROTATIONS - 1);
      const [c, s] = [cos(angle) / factor, sin(angle) / factor];
      const [centreX, centreY] = [position(x!), position(y!)];
      const reach = RADIUS * factor;
      const first = (centre: number): number => Math.max(0, Math.floor((centre - reach) * size));
      const last = (centre: number): number => Math.min(size - 1, Math.ceil((centre + reach) * size));
      const picture = new Uint8Array(size * size * channels);
      for (let row = first(centreY); row <= last(centreY); row++)
        for (let column = first(centreX); column <= last(centreX); column++) {
          const right = (column + 0.5) / size - centreX;
          const up = centreY - (row + 0.5) / size;
          if (inside(c * right + s * up, c * up - s * right)) {
            const pixel = (row * size + column) * channels;
            picture.fill(255, pixel, pixel + channels);
          }
        }
      return picture;
    },
  };
}

function position(level: number): number {
  return NEAR + ((FAR - NEAR) * level) / (POSITIONS - 1);
}

function level(name: string, count: number, unit: Parameter['unit'] = 'level'): Factor {
  return { name, parameters: [{ name, unit, prior: { kind: 'level', count } }] };
}
