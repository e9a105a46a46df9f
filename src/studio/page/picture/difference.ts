/** The ground of pictures, and what a pixel becomes where it is brighter or darker by `FULL`. */
const GROUND = [40, 40, 40] as const;
const BRIGHTER = [255, 186, 80] as const;
const DARKER = [90, 170, 255] as const;
const FULL = 0.5;

/** @returns [pixels, 4]: brighter in amber, darker in blue */
export function differenceColours(before: Float32Array, after: Float32Array): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(4 * before.length);
  for (let i = 0; i < before.length; i++) {
    const difference = (after[i]! - before[i]!) / FULL;
    const share = Math.min(1, Math.abs(difference));
    const colour = difference > 0 ? BRIGHTER : DARKER;
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = GROUND[c]! + share * (colour[c]! - GROUND[c]!);
    rgba[4 * i + 3] = 255;
  }
  return rgba;
}
