import type { Random } from '../../numeric/random.js';

/**
 * Value noise: octaves of random numbers on ever finer grids, blended between them; coarse ones are the strongest.
 *
 * @param cells columns and rows of the coarsest grid
 * @returns [height, width], about -1 to 1
 */
export function noise(
  random: Random,
  width: number,
  height: number,
  cells: readonly [columns: number, rows: number],
  octaves: number,
): Float32Array {
  const result = new Float32Array(width * height);
  let strength = 0.6;
  for (let octave = 0, scale = 1; octave < octaves; octave++, scale *= 2, strength *= 0.6) {
    const columns = Math.ceil(cells[0] * scale) + 2;
    const rows = Math.ceil(cells[1] * scale) + 2;
    const grid = Float32Array.from({ length: columns * rows }, () => random.uniform(-strength, strength));
    for (let y = 0; y < height; y++) {
      const row = (y * (rows - 2)) / height;
      const above = Math.floor(row);
      const fy = row - above;
      for (let x = 0; x < width; x++) {
        const column = (x * (columns - 2)) / width;
        const left = Math.floor(column);
        const fx = column - left;
        const at = above * columns + left;
        const upper = grid[at]! + fx * (grid[at + 1]! - grid[at]!);
        const lower = grid[at + columns]! + fx * (grid[at + columns + 1]! - grid[at + columns]!);
        result[y * width + x]! += upper + fy * (lower - upper);
      }
    }
  }
  return result;
}

/** How many different noises a cloth or a head of hair may have; they are laid under every picture anew. */
const WEAVES = 8;

/** Noises of one size that are drawn once: hair, cloth and the like need no more. */
export function createWeaves(random: Random, width: number, height: number): readonly Float32Array[] {
  return Array.from({ length: WEAVES }, (_, k) => {
    // Half are finer along one axis than along the other, like hair that is combed.
    const along = k % 2 === 0 ? 1 : 6;
    return noise(random, width, height, [8 * along, 8], 3);
  });
}

/**
 * What may stand behind a head: one tone, a slope from side to side, clouds of any scale, and things with edges.
 *
 * @returns [size, size], 0 to 255
 */
export function background(random: Random, size: number): Float32Array {
  const tone = random.uniform(0, 255);
  const result = new Float32Array(size * size).fill(tone);
  if (random.uniform() < 0.35) return result;
  const [right, down] = [random.uniform(-120, 120), random.uniform(-120, 120)];
  const clouds = noise(
    random,
    size,
    size,
    [random.uniform(1, 6), random.uniform(1, 6)],
    1 + random.integer(4),
  );
  const contrast = random.uniform(0, 110);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      result[y * size + x]! +=
        (right * x + down * y) / size - (right + down) / 2 + contrast * clouds[y * size + x]!;
  const things = random.uniform() < 0.5 ? 0 : 1 + random.integer(5);
  for (let i = 0; i < things; i++) {
    const shade = random.uniform(0, 255);
    const [left, top] = [random.uniform(-0.3, 1), random.uniform(-0.3, 1)];
    paint(
      result,
      size,
      shade,
      [left, left + random.uniform(0.05, 0.7)],
      [top, top + random.uniform(0.05, 0.9)],
    );
  }
  return result;
}

/** Fills a rectangle, whose sides are given in sides of the picture. */
function paint(
  image: Float32Array,
  size: number,
  shade: number,
  columns: readonly [from: number, to: number],
  rows: readonly [from: number, to: number],
): void {
  const [left, right, top, bottom] = [...columns, ...rows].map((x) =>
    Math.round(size * Math.min(1, Math.max(0, x))),
  ) as [number, number, number, number];
  for (let y = top; y < bottom; y++) image.fill(shade, y * size + left, y * size + right);
}
