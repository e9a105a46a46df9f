/** A picture in memory, row by row from the top: grey, RGB, or RGB with opacity, which is not looked at. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  /** [height, width, channels], 0 to 255 */
  readonly pixels: Uint8Array | Uint8ClampedArray;
}
