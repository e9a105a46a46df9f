/** A grey picture as a function of place, blended between the pixels. */
export interface GreyField {
  readonly size: number;
  /** [size, size], 0 to 1 */
  readonly pixels: Float32Array;
}

/**
 * Value and slopes at a place in pixels, where (0.5, 0.5) is the middle of the first one; beyond, the edge
 * goes on.
 */
export function greyAt(
  { size, pixels }: GreyField,
  x: number,
  y: number,
): { readonly value: number; readonly byX: number; readonly byY: number } {
  const inX = Math.min(size - 1.001, Math.max(0, x - 0.5));
  const inY = Math.min(size - 1.001, Math.max(0, y - 0.5));
  const [column, row] = [Math.floor(inX), Math.floor(inY)];
  const [fx, fy] = [inX - column, inY - row];
  const at = row * size + column;
  const [a, b, c, d] = [pixels[at]!, pixels[at + 1]!, pixels[at + size]!, pixels[at + size + 1]!];
  const above = a + fx * (b - a);
  const below = c + fx * (d - c);
  return { value: above + fy * (below - above), byX: (1 - fy) * (b - a) + fy * (d - c), byY: below - above };
}

/** Blurred by a Gaussian of so many pixels, which goes on as the edge beyond it. */
export function blurred({ size, pixels }: GreyField, sigma: number): GreyField {
  const reach = Math.ceil(3 * sigma);
  const taps = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const total = taps.reduce((a, b) => a + b);
  const along = (from: Float32Array, step: number, across: number): Float32Array => {
    const to = new Float32Array(from.length);
    for (let line = 0; line < size; line++)
      for (let i = 0; i < size; i++) {
        let sum = 0;
        for (let k = -reach; k <= reach; k++)
          sum += taps[k + reach]! * from[line * across + Math.min(size - 1, Math.max(0, i + k)) * step]!;
        to[line * across + i * step] = sum / total;
      }
    return to;
  };
  return { size, pixels: along(along(pixels, 1, size), size, 1) };
}
