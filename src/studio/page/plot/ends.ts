import type { PlotLook } from './look.js';

/**
 * Ends of the vertical axis: all of the points and a little room, so that no line and no mark is cut through at the top.
 *
 * @param low the least of the points, @param high the greatest; null where there are none
 */
export function endsOf(
  { isLog, range }: Pick<PlotLook, 'isLog' | 'range'>,
  low: number | null,
  high: number | null,
): readonly [number, number] {
  if (range !== undefined) return withRoom(...range);
  return (isLog ? withFactor : withRoom)(low, high);
}

function withRoom(low: number | null, high: number | null): readonly [number, number] {
  if (low === null || high === null) return [0, 1];
  // What is constant but for rounding would otherwise get ticks that are closer than numbers are.
  const size = Math.max(Math.abs(low), Math.abs(high));
  const room = high - low > 1e-6 * size ? 0.06 * (high - low) : 0.06 * (size || 1);
  return [low - room, high + room];
}

/** The same on a logarithmic axis, which must not begin at 0 even where there is nothing on it. */
function withFactor(low: number | null, high: number | null): readonly [number, number] {
  if (low === null || high === null || !(low > 0)) return [1, 10];
  const room = Math.max(1.1, (high / low) ** 0.06);
  return [low / room, high * room];
}
