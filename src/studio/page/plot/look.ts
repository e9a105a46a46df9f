import type { Point } from '../state/metrics.js';

/** One line of a chart. */
export interface Curve {
  readonly name: string;
  /** Which of the series' colours, from 1. */
  readonly colour: number;
  readonly points: readonly Point[];
  /** Drawn with marks: measured now and then. */
  readonly dots?: boolean;
  /** Drawn as marks alone, without a line. */
  readonly scattered?: boolean;
  /** Drawn faint: what is behind another line. */
  readonly faint?: boolean;
}

/** What of a chart does not change with its points. */
export interface PlotLook {
  /** Whether the horizontal axis is seconds, and not steps. */
  readonly isTime: boolean;
  readonly isLog: boolean;
  /** Least and greatest of the values, where they are known beforehand. */
  readonly range?: readonly [number, number] | undefined;
  /** CSS pixels. */
  readonly width: number;
}
