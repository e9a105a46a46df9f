import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { duration } from '../state/metrics.js';
import { brief } from '../state/words.js';
import { endsOf } from './ends.js';
import type { Curve, PlotLook } from './look.js';

const HEIGHT = 220;

export interface Plot {
  /** @param width CSS pixels */
  resize(width: number): void;
  /** The same curves with other points. */
  show(curves: readonly Curve[], span: readonly [number, number]): void;
  destroy(): void;
}

/**
 * Draws curves over steps or seconds with uPlot, which the page fetches when it is first needed.
 *
 * @param host gets the canvas; its computed colour is the ink
 * @param onAt is told where the pointer is on the horizontal axis
 * @param onZoom is told which part of the axis was marked by a drag; undefined: all of it, by a double click
 */
export function createPlot(
  host: HTMLElement,
  curves: readonly Curve[],
  span: readonly [number, number],
  { isTime, isLog, range, width }: PlotLook,
  onAt: (at: number | undefined) => void,
  onZoom: (span: readonly [number, number] | undefined) => void,
): Plot {
  // Forced colours reach what is computed, and not what is drawn on a canvas.
  const styles = getComputedStyle(host);
  const variable = (name: string): string => styles.getPropertyValue(name).trim();
  const axis = {
    stroke: styles.color,
    font: `11px ${styles.fontFamily}`,
    grid: { stroke: variable('--line'), width: 1 },
    ticks: { show: false },
  };
  let shown = span;
  const plot = new uPlot(
    {
      width,
      height: HEIGHT,
      legend: { show: false },
      padding: [10, 18, 0, 0],
      cursor: { y: false, drag: { x: true, y: false, setScale: false }, points: { show: false } },
      scales: {
        x: { time: false, range: () => [...shown] },
        y: {
          distr: isLog ? 3 : 1,
          range: (_, low, high) => [...endsOf({ isLog, range }, low, high)],
        },
      },
      axes: [
        { ...axis, size: 26, values: (_, ticks) => ticks.map((at) => (isTime ? duration(at) : brief(at))) },
        { ...axis, size: 50, values: (_, ticks) => ticks.map((at) => (at === null ? '' : brief(at))) },
      ],
      series: [
        {},
        ...curves.map(({ colour, dots = false, scattered = false, faint = false }) => ({
          stroke: variable(`--series-${colour}`),
          width: 1.8,
          alpha: faint ? 0.45 : 1,
          spanGaps: true,
          ...(scattered && { paths: () => null }),
          points: {
            show: dots || scattered,
            size: scattered ? 4 : 6,
            fill: variable(scattered ? `--series-${colour}` : '--card'),
          },
        })),
      ],
      hooks: {
        setCursor: [({ cursor, posToVal }) => onAt(place(cursor.left, posToVal))],
        setSelect: [
          ({ select, posToVal }) => {
            if (select.width > 0)
              onZoom([posToVal(select.left, 'x'), posToVal(select.left + select.width, 'x')]);
          },
        ],
      },
    },
    aligned(curves, isLog),
    host,
  );
  plot.over.addEventListener('dblclick', () => onZoom(undefined));
  return {
    resize: (to) => plot.setSize({ width: to, height: HEIGHT }),
    show(next, part) {
      shown = part;
      plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      plot.setData(aligned(next, isLog));
    },
    destroy: () => plot.destroy(),
  };
}

function place(
  left: number | undefined,
  posToVal: (at: number, scale: string) => number,
): number | undefined {
  return left === undefined || left < 0 ? undefined : posToVal(left, 'x');
}

/** All curves over one axis, on which each has points of its own. A logarithm has no place for what is not positive. */
function aligned(curves: readonly Curve[], isLog: boolean): uPlot.AlignedData {
  if (curves.length === 0) return [[]];
  return uPlot.join(
    curves.map(({ points }) => {
      const drawn = isLog ? points.filter(({ y }) => y > 0) : points;
      return [drawn.map(({ x }) => x), drawn.map(({ y }) => y)];
    }),
  );
}
