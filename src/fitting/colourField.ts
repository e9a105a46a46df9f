/** A framed photograph in colour, or grey in all three. */
export interface ColourField {
  readonly size: number;
  /** [size, size, 3], 0 to 255 */
  readonly pixels: ArrayLike<number>;
}

/** Pixels a side of a photograph's frame in colour: as fine as the texture that is made of it. */
export const COLOUR_SIZE = 300;

/** A grey picture in three channels. @param pixels [size, size], 0 to 255 */
export function inThree(pixels: Uint8Array): ColourField {
  return {
    size: Math.sqrt(pixels.length),
    pixels: Uint8Array.from({ length: 3 * pixels.length }, (_, i) => pixels[Math.floor(i / 3)]!),
  };
}

/** Whether its channels differ by more than a camera's noise does. */
export function isColoured({ pixels }: ColourField): boolean {
  for (let i = 0; i < pixels.length; i++) if (Math.abs(pixels[i]! - pixels[i - (i % 3)]!) > 2) return true;
  return false;
}

/** The blend of the four nearest pixels at a place that lies a pixel within the edges, 0 to 255. */
export function colourAt({ size, pixels }: ColourField, x: number, y: number, channel: number): number {
  const [column, row] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  const [fx, fy] = [x - 0.5 - column, y - 0.5 - row];
  const at = (dx: number, dy: number): number => pixels[3 * ((row + dy) * size + column + dx) + channel]!;
  const above = at(0, 0) * (1 - fx) + at(1, 0) * fx;
  const below = at(0, 1) * (1 - fx) + at(1, 1) * fx;
  return above * (1 - fy) + below * fy;
}
