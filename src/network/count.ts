/** A whole number above 0. */
export function isCount(n: number): boolean {
  return Number.isInteger(n) && n > 0;
}
