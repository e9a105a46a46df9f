/** Darker or brighter than the background by more than this is head, in shares of white: six levels. */
const LEVELS = 6 / 255;

/** How far the head may reach beyond the drawn one, in shares of the picture's side. */
const MARGIN = 0.03;

/** A photograph's background that is as near as this to the drawn one agrees with it, in shares of white. */
const AGREEMENT = 0.1;

/**
 * Where a decoder has drawn the head: all that cannot be reached from the border over pixels of the background's
 * level, and a margin.
 *
 * @param image [size, size], 0 to 1
 * @returns 1 for head, 0 for background
 */
export function headOf(image: Float32Array): Uint8Array {
  const size = Math.sqrt(image.length);
  const level = backgroundOf(image, size);
  const head = new Uint8Array(image.length).fill(1);
  const open: number[] = [];
  const reach = (pixel: number): void => {
    if (head[pixel] === 0 || Math.abs(image[pixel]! - level) > LEVELS) return;
    head[pixel] = 0;
    open.push(pixel);
  };
  for (let i = 0; i < size; i++)
    for (const pixel of [i, size * (size - 1) + i, size * i, size * i + size - 1]) reach(pixel);
  for (let pixel = open.pop(); pixel !== undefined; pixel = open.pop()) {
    const column = pixel % size;
    if (column > 0) reach(pixel - 1);
    if (column < size - 1) reach(pixel + 1);
    if (pixel >= size) reach(pixel - size);
    if (pixel < size * (size - 1)) reach(pixel + size);
  }
  return grown(head, size, Math.ceil(MARGIN * size));
}

/**
 * Which pixels of a photograph say something about the head: where it is drawn, and where the photograph agrees with
 * the decoder that there is none. What lies behind a head, and hair beyond it, says nothing.
 *
 * @returns weights, 0 or 1
 */
export function seenOf(image: Float32Array, picture: Float32Array): Float32Array {
  const head = headOf(image);
  return Float32Array.from(head, (is, i) =>
    is === 1 || Math.abs(image[i]! - picture[i]!) <= AGREEMENT ? 1 : 0,
  );
}

/** The median along the upper half of the border: below there may be a neck. */
function backgroundOf(image: Float32Array, size: number): number {
  const border: number[] = [];
  for (let i = 0; i < size; i++) border.push(image[i]!);
  for (let row = 1; row < size / 2; row++) border.push(image[size * row]!, image[size * row + size - 1]!);
  return border.sort((a, b) => a - b)[border.length >> 1]!;
}

/** Every pixel that has head within `margin` rows and columns of it. */
function grown(head: Uint8Array, size: number, margin: number): Uint8Array {
  const along = (from: Uint8Array, step: number, across: number): Uint8Array => {
    const to = new Uint8Array(from.length);
    for (let line = 0; line < size; line++)
      for (let i = 0; i < size; i++)
        for (let k = Math.max(0, i - margin); k <= Math.min(size - 1, i + margin); k++)
          if (from[line * across + k * step] === 1) to[line * across + i * step] = 1;
    return to;
  };
  return along(along(head, 1, size), size, 1);
}
