import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Curve } from '../plot/look.js';
import type { Plot } from '../plot/plot.js';
import type { Axis } from '../state/axis.js';
import { duration, type Point, smoothed } from '../state/metrics.js';
import { complain } from '../state/notice.js';
import { theme } from '../state/theme.js';
import { useWidth } from '../state/width.js';
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
  const plot = useRef<Plot>(undefined);
  const width = useWidth(host);
  const { smoothing, scale, span, onZoom, isTime } = axis;
  const isWide = useMemo(() => range === undefined && wide(lines), [lines, range]);
  const isLog = range === undefined && (scale === 'automatic' ? isWide : scale === 'logarithmic');
  // What is measured now and then is as it was measured.
  const drawn = useMemo(
    () => lines.map((line) => (line.dots ? line : { ...line, points: smoothed(line.points, smoothing) })),
    [lines, smoothing],
  );
  const latest = useRef({ drawn, span, onZoom });
  latest.current = { drawn, span, onZoom };
  const kinds = lines.map(({ name, colour, dots, faint }) => [name, colour, dots, faint].join()).join('\n');
  useEffect(() => {
    let gone = false;
    import('../plot/plot.js').then(({ createPlot }) => {
      if (gone) return;
      const { drawn: curves, span: part } = latest.current;
      const look = { isTime, isLog, range, width: Math.max(1, host.current!.clientWidth) };
      plot.current = createPlot(host.current!, curves, part, look, setAt, (marked) =>
        latest.current.onZoom(marked),
      );
    }, complain);
    return () => {
      gone = true;
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [kinds, isTime, isLog, range?.join(), theme.value]);
  useEffect(() => plot.current?.resize(width), [width]);
  useEffect(() => plot.current?.show(drawn, span), [drawn, span]);
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
