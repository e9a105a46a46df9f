import type { UnitSeen } from '../learn/look.js';
import type { Curve } from '../plot/look.js';

/** What a scatter plot draws. */
export interface ScatterData {
  readonly curves: readonly Curve[];
  /** Ends of the horizontal axis, in degrees. */
  readonly span: readonly [number, number];
  /** Ends of the vertical axis, in deviations of the unit. */
  readonly range: readonly [number, number];
}

/** The vertical axis shows so many deviations to either side; marks beyond it stand at its end. */
const DEVIATIONS = 2.5;

/**
 * A unit against the truth. Drawn in its own deviations, so that its place and size, which mean nothing, do not
 * move the picture; rising, whichever way the unit has come to point.
 */
export function scatterOf({ name, reach, values, truth, spearman }: UnitSeen, colour: number): ScatterData {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const scale = (spearman < 0 ? -1 : 1) / (Math.sqrt(variance) || 1);
  const within = (y: number): number => Math.min(DEVIATIONS, Math.max(-DEVIATIONS, y));
  const points = Array.from(truth, (x, i) => ({ x, y: within(scale * (values[i]! - mean)) }));
  return {
    curves: [{ name, colour, scattered: true, points }],
    span: [-reach, reach],
    range: [-DEVIATIONS, DEVIATIONS],
  };
}
