/** Darker or brighter than the background by this, in shares of white, is head for sure: eight levels. */
const LEVELS = 8 / 255;

/** How far the head may reach beyond the drawn one, in shares of the picture's side. */
const MARGIN = 0.03;

/** A photograph's background that is as near as this to the drawn one agrees with it, in shares of white. */
const AGREEMENT = 0.1;

/*
 * All weights here change with the picture without a jump: a pixel that is in for one engine and out for another, for a
 * rounding, would send them to different codes. (A flood from the border did so: two grey levels in one picture of eight.)
 */

/**
 * Where a decoder has drawn the head: what is not of the background's level, and a margin.
 *
 * @param image [size, size], 0 to 1
 * @returns 1 for head, 0 for background, and in between where nobody knows
 */
export function headOf(image: Float32Array): Float32Array {
  const size = Math.sqrt(image.length);
  const level = backgroundOf(image, size);
  const head = image.map((white) => ramp(Math.abs(white - level) / LEVELS));
  return grown(head, size, Math.ceil(MARGIN * size));
}

/**
 * Which pixels of a photograph say something about the head: where it is drawn, and where the photograph agrees with
 * the decoder that there is none. What lies behind a head, and hair beyond it, says nothing.
 *
 * @returns weights, 0 to 1
 */
export function seenOf(image: Float32Array, picture: Float32Array): Float32Array {
  return headOf(image).map((head, i) =>
    Math.max(head, 1 - ramp(Math.abs(image[i]! - picture[i]!) / AGREEMENT)),
  );
}

/** 0 up to a half, 1 from one on. */
function ramp(share: number): number {
  return Math.min(1, Math.max(0, 2 * share - 1));
}

/** The median along the upper half of the border: below there may be a neck. */
function backgroundOf(image: Float32Array, size: number): number {
  const border: number[] = [];
  for (let i = 0; i < size; i++) border.push(image[i]!);
  for (let row = 1; row < size / 2; row++) border.push(image[size * row]!, image[size * row + size - 1]!);
  return border.sort((a, b) => a - b)[border.length >> 1]!;
}

/** For every pixel the most that is within `margin` rows and columns of it. */
function grown(head: Float32Array, size: number, margin: number): Float32Array {
  const along = (from: Float32Array, step: number, across: number): Float32Array => {
    const to = new Float32Array(from.length);
    for (let line = 0; line < size; line++)
      for (let i = 0; i < size; i++) {
        const at = line * across + i * step;
        for (let k = Math.max(0, i - margin); k <= Math.min(size - 1, i + margin); k++)
          to[at] = Math.max(to[at]!, from[line * across + k * step]!);
      }
    return to;
  };
  return along(along(head, 1, size), size, 1);
}
