import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Curve } from '../plot/look.js';
import { usePlot } from '../plot/usePlot.js';
import type { Axis } from '../state/axis.js';
import { duration, type Point, smoothed } from '../state/metrics.js';
import { brief } from '../state/words.js';

interface Props {
  readonly title: string;
  readonly unit: string;
  /** As measured. */
  readonly lines: readonly Curve[];
  /** Ends of the vertical axis, where they are known beforehand. */
  readonly range?: readonly [number, number];
  readonly axis: Axis;
}

/** Where the largest value is so many times the smallest, the axis is logarithmic unless someone says otherwise. */
const WIDE = 30;

/** Curves of a training. A drag marks the part that all charts show, a double click shows all of it again. */
export function Chart({ title, unit, lines, range, axis }: Props): JSX.Element {
  const [at, setAt] = useState<number>();
  const host = useRef<HTMLDivElement>(null);
  const { smoothing, scale, span, onZoom, isTime } = axis;
  const isWide = useMemo(() => range === undefined && wide(lines), [lines, range]);
  const isLog = range === undefined && (scale === 'automatic' ? isWide : scale === 'logarithmic');
  // What is measured now and then is as it was measured.
  const drawn = useMemo(
    () => lines.map((line) => (line.dots ? line : { ...line, points: smoothed(line.points, smoothing) })),
    [lines, smoothing],
  );
  usePlot(host, {
    ...{ curves: drawn, span, onAt: setAt, onZoom },
    look: { isTime, isLog, range },
  });
  const summary = lines
    .filter((line) => line.points.length > 0)
    .map((line) => `${line.name} ${brief(line.points.at(-1)!.y)}`)
    .join(', ');
  return (
    <figure class="chart">
      <figcaption>
        <b>{title}</b>{' '}
        <span class="soft">
          {unit}
          {isLog && ', logarithmic'}
        </span>
      </figcaption>
      <div
        ref={host}
        class="plot"
        role="img"
        aria-label={`${title} in ${unit}: ${summary || 'nothing yet'}`}
      />
      <ul class="legend">
        {lines.map((line) => {
          const shown = at === undefined ? line.points.at(-1) : nearest(line.points, at);
          return (
            <li
              key={line.name}
              style={{ '--colour': `var(--series-${line.colour})` }}
              data-faint={line.faint}
            >
              {line.name} <b>{shown === undefined ? '' : brief(shown.y)}</b>
            </li>
          );
        })}
        {at !== undefined && <li class="where">{isTime ? duration(at) : `step ${Math.round(at)}`}</li>}
      </ul>
    </figure>
  );
}

/** A loss that falls to a hundredth shows its end only by its logarithm. */
function wide(lines: readonly Curve[]): boolean {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const { points } of lines)
    for (const { y } of points)
      if (y > 0) {
        low = Math.min(low, y);
        high = Math.max(high, y);
      }
  return high > WIDE * low;
}

function nearest(points: readonly Point[], place: number): Point | undefined {
  let best: Point | undefined;
  for (const point of points)
    if (best === undefined || Math.abs(point.x - place) < Math.abs(best.x - place)) best = point;
  return best;
}
