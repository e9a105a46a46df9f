/** RGB as browsers hold pictures. @returns [pixels, 4], opaque */
export function toRgba({ pixels }: { readonly pixels: ArrayLike<number> }): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray((pixels.length / 3) * 4).fill(255);
  for (let i = 0, j = 0; i < pixels.length; i += 3, j += 4) {
    rgba[j] = pixels[i]!;
    rgba[j + 1] = pixels[i + 1]!;
    rgba[j + 2] = pixels[i + 2]!;
  }
  return rgba;
}
