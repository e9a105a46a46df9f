import type { Texture } from './texture.js';

/** A texture with more texels, blended between those that it has. */
export function enlargeTexture({ width, height, pixels }: Texture, factor: number): Texture {
  const [across, down] = [width * factor, height * factor];
  const result = new Uint8Array(across * down * 3);
  const place = (i: number, count: number): [first: number, second: number, share: number] => {
    const at = Math.min(count - 1, Math.max(0, (i + 0.5) / factor - 0.5));
    const first = Math.floor(at);
    return [first, Math.min(count - 1, first + 1), at - first];
  };
  for (let y = 0; y < down; y++) {
    const [top, bottom, fy] = place(y, height);
    for (let x = 0; x < across; x++) {
      const [left, right, fx] = place(x, width);
      for (let c = 0; c < 3; c++) {
        const at = (column: number, row: number): number => pixels[3 * (row * width + column) + c]!;
        const above = at(left, top) * (1 - fx) + at(right, top) * fx;
        const below = at(left, bottom) * (1 - fx) + at(right, bottom) * fx;
        result[3 * (y * across + x) + c] = Math.round(above * (1 - fy) + below * fy);
      }
    }
  }
  return { width: across, height: down, pixels: result };
}
