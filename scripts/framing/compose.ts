import sharp from 'sharp';
import type { Frame } from '../../src/framing/frame.js';
import type { Raster } from '../../src/framing/raster.js';
import type { Random } from '../../src/numeric/random.js';
import { createFaceScene } from '../../src/scene/faceScene.js';
import { loadFaces } from '../../src/scene/loadFaces.js';
import { parametersOf, type Scene } from '../../src/scene/scene.js';

export interface PlacedHead extends Frame {
  readonly azimuth: number;
  readonly elevation: number;
}

export interface Composed {
  readonly picture: Raster;
  /** How each head was framed when it was drawn. */
  readonly heads: readonly PlacedHead[];
}

export interface ComposeOptions {
  readonly width: number;
  readonly height: number;
  readonly heads: number;
  /** Least and greatest side of a head's frame, in pixels. */
  readonly sides: readonly [min: number, max: number];
  /** Greatest roll, in degrees. */
  readonly roll: number;
  /** Greatest azimuth, in degrees. */
  readonly turn: number;
}

/** The faces before two backgrounds, by which a head is told from what is behind it. */
export interface Heads {
  readonly dark: Scene;
  readonly bright: Scene;
}

const BRIGHT = 230;

export async function openHeads(): Promise<Heads> {
  const model = await loadFaces();
  return {
    dark: createFaceScene(model, { background: 0 }),
    bright: createFaceScene(model, { background: BRIGHT }),
  };
}

/** Drawn heads at random places on a made-up background, none over another. */
export async function compose(
  drawn: Heads,
  random: Random,
  { width, height, heads, sides, roll, turn }: ComposeOptions,
): Promise<Composed> {
  const pixels = await background(random, width, height);
  const placed: PlacedHead[] = [];
  for (let tries = 0; placed.length < heads && tries < 100; tries++) {
    const side = Math.min(sides[0] * (sides[1] / sides[0]) ** random.uniform(0, 1), width, height);
    const head: PlacedHead = {
      side,
      x: random.uniform(side / 2, width - side / 2),
      y: random.uniform(side / 2, height - side / 2),
      roll: random.uniform(-roll, roll),
      azimuth: random.uniform(-turn, turn),
      elevation: random.uniform(-20, 20),
    };
    const isClear = placed.every(
      (other) => Math.hypot(other.x - head.x, other.y - head.y) > (other.side + side) * 0.55,
    );
    if (!isClear) continue;
    paste(pixels, width, height, draw(drawn, random, head), head);
    placed.push(head);
  }
  return { picture: { width, height, channels: 3, pixels }, heads: placed };
}

interface Drawing {
  readonly size: number;
  /** [size, size, 4], colours times opacity, and opacity: 0 to 1 */
  readonly pixels: Float32Array;
}

/** A head without its background. */
function draw({ dark, bright }: Heads, random: Random, { side, azimuth, elevation }: PlacedHead): Drawing {
  const size = Math.ceil(side);
  const parameters = parametersOf(dark);
  const given: Readonly<Record<string, number>> = { azimuth, elevation };
  const values = Float32Array.from(parameters, ({ prior }) =>
    prior.kind === 'uniform' ? random.uniform(prior.min, prior.max) : random.normal(),
  );
  for (const [i, { name }] of parameters.entries()) values[i] = given[name] ?? values[i]!;
  const [black, grey] = [dark, bright].map((scene) => scene.render(values, size, 3)) as [
    Uint8Array,
    Uint8Array,
  ];
  const pixels = new Float32Array(size * size * 4);
  for (let i = 0; i < size * size; i++) {
    for (let c = 0; c < 3; c++) pixels[4 * i + c] = black[3 * i + c]! / 255;
    pixels[4 * i + 3] = 1 - (grey[3 * i + 1]! - black[3 * i + 1]!) / BRIGHT;
  }
  return { size, pixels };
}

/** Turned clockwise by the roll, as a head is that leans to the right of the picture. */
function paste(target: Uint8Array, width: number, height: number, drawing: Drawing, frame: Frame): void {
  const { size, pixels } = drawing;
  const { x, y, side, roll } = frame;
  const [cos, sin] = [Math.cos((roll * Math.PI) / 180), Math.sin((roll * Math.PI) / 180)];
  const reach = side * 0.72;
  for (let row = Math.max(0, Math.floor(y - reach)); row < Math.min(height, y + reach); row++)
    for (let column = Math.max(0, Math.floor(x - reach)); column < Math.min(width, x + reach); column++) {
      const [dx, dy] = [column + 0.5 - x, row + 0.5 - y];
      const u = ((dx * cos + dy * sin) / side + 0.5) * size - 0.5;
      const v = ((dy * cos - dx * sin) / side + 0.5) * size - 0.5;
      const [left, top] = [Math.floor(u), Math.floor(v)];
      if (left < 0 || top < 0 || left + 1 >= size || top + 1 >= size) continue;
      const mix = (c: number): number => {
        const at = 4 * (top * size + left) + c;
        const above = pixels[at]! + (u - left) * (pixels[at + 4]! - pixels[at]!);
        const below =
          pixels[at + 4 * size]! + (u - left) * (pixels[at + 4 * size + 4]! - pixels[at + 4 * size]!);
        return above + (v - top) * (below - above);
      };
      const opacity = mix(3);
      for (let c = 0; c < 3; c++) {
        const at = 3 * (row * width + column) + c;
        target[at] = Math.round(255 * mix(c) + (1 - opacity) * target[at]!);
      }
    }
}

/** Coloured clouds, boxes and discs, and grain. */
async function background(random: Random, width: number, height: number): Promise<Uint8Array> {
  const colour = (): number[] => Array.from({ length: 3 }, () => random.integer(256));
  const [w, h] = [Math.ceil(width / 8), Math.ceil(height / 8)];
  const small = new Uint8Array(w * h * 3);
  const waves = Array.from({ length: 12 }, () => ({
    x: random.normal() * 12,
    y: random.normal() * 12,
    phase: random.uniform(0, 6),
    colour: [random.normal() * 14, random.normal() * 14, random.normal() * 14],
  }));
  const middle = colour();
  for (let i = 0; i < w * h; i++)
    for (let c = 0; c < 3; c++) {
      const [x, y] = [(i % w) / w, Math.floor(i / w) / h];
      const sum = waves.reduce(
        (total, wave) => total + wave.colour[c]! * Math.sin(wave.x * x + wave.y * y + wave.phase),
        0,
      );
      small[3 * i + c] = Math.max(0, Math.min(255, middle[c]! + sum));
    }
  for (let shape = random.integer(24); shape > 0; shape--) {
    const [x, y, rx, ry] = [
      random.uniform(0, w),
      random.uniform(0, h),
      random.uniform(1, w / 5),
      random.uniform(1, h / 5),
    ];
    const paint = colour();
    const isRound = random.integer(2) === 1;
    for (let row = Math.max(0, Math.ceil(y - ry)); row < Math.min(h, y + ry); row++)
      for (let column = Math.max(0, Math.ceil(x - rx)); column < Math.min(w, x + rx); column++)
        if (!isRound || ((column - x) / rx) ** 2 + ((row - y) / ry) ** 2 < 1)
          for (let c = 0; c < 3; c++) small[3 * (row * w + column) + c] = paint[c]!;
  }
  const pixels = await sharp(small, { raw: { width: w, height: h, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: random.integer(2) === 1 ? 'cubic' : 'nearest' })
    .raw()
    .toBuffer();
  const grain = Int8Array.from({ length: 4099 }, () => 5 * random.normal());
  const grainy = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length);
  for (let i = 0; i < grainy.length; i++) grainy[i]! += grain[i % 4099]!;
  return pixels;
}
