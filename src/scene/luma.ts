/** ITU-R BT.601 luma, the usual grey of a colour picture: of red, green and blue, on whatever scale they are. */
export function luma(r: number, g: number, b: number): number {
  return 0.299 * r + 0.587 * g + 0.114 * b;
}
