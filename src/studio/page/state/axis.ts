import { change, type Params } from './route.js';

export const scales = ['automatic', 'linear', 'logarithmic'] as const;

/** How all charts of the view are drawn. */
export interface Axis {
  /** Weight of what came before, 0 to 0.99. */
  readonly smoothing: number;
  /** Of the vertical axis. */
  readonly scale: (typeof scales)[number];
  /** Whether the horizontal axis is seconds of training, and not steps. */
  readonly isTime: boolean;
  /** The part of the horizontal axis that is seen, in steps or seconds. */
  readonly span: readonly [number, number];
  /** The end of the horizontal axis. */
  readonly end: number;
  readonly onZoom: (span: readonly [number, number] | undefined) => void;
}

const SMOOTHING = 0.9;

/**
 * What the address says about it.
 *
 * @param end where the longest of the trainings is, in steps or seconds
 */
export function axisOf(params: Params, end: number): Axis {
  const number = (text: string | undefined, otherwise: number): number =>
    text === undefined || !Number.isFinite(Number(text)) ? otherwise : Number(text);
  const whole = Math.max(1, end);
  const from = Math.min(whole, Math.max(0, number(params.from, 0)));
  const to = Math.min(whole, Math.max(0, number(params.to, whole)));
  return {
    smoothing: Math.min(0.99, Math.max(0, number(params.smooth, SMOOTHING))),
    scale: scales.find((one) => one === params.scale) ?? scales[0],
    isTime: params.axis === 'time',
    span: from < to ? [from, to] : [0, whole],
    end: whole,
    onZoom: (span) =>
      change('train', {
        from: span && String(Math.max(0, Math.round(span[0]))),
        to: span && String(Math.round(span[1])),
      }),
  };
}
