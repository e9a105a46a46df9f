import type { Estimate } from '../../src/statistics/estimate.js';

/** What has not been measured. */
export const NONE = '–';

/** `.985`: between -1 and 1 without the zero before the point. */
export function decimal(value: number | undefined, digits = 3): string {
  return value === undefined ? NONE : bare(value.toFixed(digits));
}

/** `.00278`: three figures, for errors. */
export function error(value: number | undefined): string {
  return value === undefined ? NONE : bare(value.toPrecision(3));
}

export function degrees(value: number | undefined): string {
  return value === undefined ? NONE : `${value.toFixed(1)}°`;
}

/** `31.6 % (25-39)`. */
export function percent({ value, low, high }: Estimate): string {
  return `${(100 * value).toFixed(1)} % (${(100 * low).toFixed(0)}-${(100 * high).toFixed(0)})`;
}

/** `.751 (.73-.77)`. */
export function area({ value, low, high }: Estimate): string {
  return `${decimal(value)} (${decimal(low)}-${decimal(high)})`;
}

/** One value as it is; of several, as of seeds, the mean and how far they go. */
export function spread(
  values: readonly (number | undefined)[],
  show: (value: number | undefined) => string,
): string {
  const known = values.filter((value) => value !== undefined);
  if (known.length < 2) return show(known[0]);
  const mean = known.reduce((a, b) => a + b) / known.length;
  return `${show(mean)} (${show(Math.min(...known))}-${show(Math.max(...known))})`;
}

function bare(text: string): string {
  return text.replace(/^(-?)0\./, '$1.');
}
