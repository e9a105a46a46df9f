import { cos, exp, log, sin } from '../../numeric/elementary.js';
import type { Random } from '../../numeric/random.js';

/**
 * What a camera, a print and a file do to a picture: exposure, contrast and gamma, lost sharpness, noise, the blocks of
 * JPEG, and an edge of the picture that lies within the frame.
 *
 * @param image [size, size], 0 to 255; overwritten
 * @returns [size, size], 0 to 255
 */
export function expose(image: Float32Array, size: number, random: Random): Uint8Array {
  const chance = (p: number): boolean => random.uniform() < p;
  tone(image, random);
  let result = image;
  if (chance(0.5)) result = soften(result, size, Math.round(size * exp(random.uniform(-1.6, 0))));
  if (chance(0.4)) cutOff(result, size, random);
  if (chance(0.5)) grain(result, size, random);
  if (chance(0.3)) compress(result, size, random.uniform(4, 40));
  const bytes = new Uint8Array(size * size);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.min(255, Math.max(0, result[i]! + 0.5));
  return bytes;
}

function tone(image: Float32Array, random: Random): void {
  const gain = exp(random.uniform(-0.45, 0.45));
  const gamma = exp(random.uniform(-0.5, 0.4));
  const [black, white] = [random.uniform(-25, 40), random.uniform(200, 275)];
  const curve = Float32Array.from({ length: 257 }, (_, i) => {
    const level = Math.min(1, Math.max(1e-4, (gain * i) / 255));
    return black + (white - black) * exp(gamma * log(level));
  });
  for (let i = 0; i < image.length; i++) {
    const level = Math.min(255, Math.max(0, image[i]!));
    const below = Math.floor(level);
    image[i] = curve[below]! + (level - below) * (curve[below + 1]! - curve[below]!);
  }
}

/** What is left of a picture that had so many pixels a side, enlarged again. */
export function soften(image: Float32Array, size: number, coarse: number): Float32Array {
  if (coarse >= size) return image;
  return resize(resize(image, size, coarse), coarse, size);
}

/** Resamples a square picture with a tent as wide as the coarser of the two pixels, along one axis after the other. */
function resize(image: Float32Array, from: number, to: number): Float32Array {
  const reach = Math.max(1, from / to);
  const taps = Array.from({ length: to }, (_, i) => {
    const centre = ((i + 0.5) * from) / to - 0.5;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(from - 1, Math.floor(centre + reach));
    const weights = Array.from(
      { length: last - first + 1 },
      (_, k) => 1 - Math.abs(first + k - centre) / reach,
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: weights.map((w) => w / sum) };
  });
  const across = new Float32Array(from * to);
  for (let y = 0; y < from; y++)
    for (let x = 0; x < to; x++) {
      const { first, weights } = taps[x]!;
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * image[y * from + first + k]!;
      across[y * to + x] = sum;
    }
  const result = new Float32Array(to * to);
  for (let y = 0; y < to; y++) {
    const { first, weights } = taps[y]!;
    for (let k = 0; k < weights.length; k++)
      for (let x = 0; x < to; x++) result[y * to + x]! += weights[k]! * across[(first + k) * to + x]!;
  }
  return result;
}

/**
 * The picture ends within the frame, and is not quite upright in it: beyond, its edge goes on, as framing leaves it
 * where a photograph shows less than a whole head. At the nearest a face is left from brow to chin: of less, nobody
 * could tell which way it looks.
 */
function cutOff(image: Float32Array, size: number, random: Random): void {
  const reach = (): number => (random.uniform() < 0.4 ? 1 : random.uniform(0.42, 1)) * (size / 2);
  const [left, right, up, down] = [reach(), reach(), reach(), reach()];
  const tilt = (4 * Math.PI * Math.min(3, Math.max(-3, random.normal()))) / 180;
  const [c, s] = [cos(tilt), sin(tilt)];
  const middle = (size - 1) / 2;
  const before = image.slice();
  const place = (x: number): number => Math.min(size - 1, Math.max(0, Math.round(middle + x)));
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const [dx, dy] = [x - middle, y - middle];
      const across = Math.min(right, Math.max(-left, c * dx + s * dy));
      const along = Math.min(down, Math.max(-up, c * dy - s * dx));
      image[y * size + x] = before[place(s * across + c * along) * size + place(c * across - s * along)]!;
    }
}

function grain(image: Float32Array, size: number, random: Random): void {
  const strength = random.uniform(0, 9);
  for (let i = 0; i < size * size; i++) image[i]! += strength * random.uniform(-1.73, 1.73);
}

/** The cosine basis of JPEG: frequency by place. */
const DCT = Float32Array.from({ length: 64 }, (_, i) => {
  const [frequency, place] = [Math.floor(i / 8), i % 8];
  return (frequency === 0 ? Math.sqrt(1 / 8) : 0.5) * cos(((2 * place + 1) * frequency * Math.PI) / 16);
});

/** Rounds the cosine coefficients of blocks of 8 x 8 pixels, the finer the coarser. */
export function compress(image: Float32Array, size: number, step: number): void {
  const block = new Float32Array(64);
  const half = new Float32Array(64);
  for (let top = 0; top + 8 <= size; top += 8)
    for (let left = 0; left + 8 <= size; left += 8) {
      for (let i = 0; i < 64; i++) block[i] = image[(top + (i >> 3)) * size + left + (i & 7)]!;
      transform(block, half, true);
      transform(half, block, true);
      for (let i = 0; i < 64; i++) {
        const width = (step * (4 + (i >> 3) + (i & 7))) / 8;
        block[i] = width * Math.round(block[i]! / width);
      }
      transform(block, half, false);
      transform(half, block, false);
      for (let i = 0; i < 64; i++) image[(top + (i >> 3)) * size + left + (i & 7)] = block[i]!;
    }
}

/** Transforms the columns and transposes, so that twice is both axes. */
function transform(from: Float32Array, to: Float32Array, forward: boolean): void {
  for (let x = 0; x < 8; x++)
    for (let k = 0; k < 8; k++) {
      let sum = 0;
      for (let y = 0; y < 8; y++) sum += from[8 * y + x]! * DCT[forward ? 8 * k + y : 8 * y + k]!;
      to[8 * x + k] = sum;
    }
}
