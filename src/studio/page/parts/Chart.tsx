import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { decades, type Point, thinned, ticks } from '../state/metrics.js';
import { useWidth } from '../state/width.js';

export interface Line {
  readonly name: string;
  /** Which of the series' colours, from 1. */
  readonly colour: number;
  readonly points: readonly Point[];
  /** Drawn with marks: measured now and then. */
  readonly dots?: boolean;
  /** Drawn faint: what is behind another line. */
  readonly faint?: boolean;
}

interface Props {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
  /** Ends of the vertical axis, where they are known beforehand. */
  readonly range?: readonly [number, number];
  /** The last step, for charts that stand side by side. */
  readonly end: number;
}

const HEIGHT = 220;
const LEFT = 48;
/** Room for half of the last label. */
const RIGHT = 22;
const TOP = 10;
const BOTTOM = 26;
/** More points than this no screen shows. */
const POINTS = 120;

/** Where the largest value is so many times the smallest, the axis is logarithmic. */
const WIDE = 30;

/** Curves over training steps. */
export function Chart({ title, unit, lines, range, end }: Props): JSX.Element {
  const [at, setAt] = useState<number>();
  const figure = useRef<HTMLElement>(null);
  const width = useWidth(figure);
  const drawn = lines.map((line) => ({ ...line, points: thinned(line.points, POINTS) }));
  const points = drawn.flatMap((line) => line.points);
  const right = Math.max(1, end);
  const [low, high] = range ?? span(points);
  const x = (step: number): number => LEFT + (step / right) * (width - LEFT - RIGHT);
  // A loss that falls to a hundredth shows its end only so.
  const isWide = range === undefined && low > 0 && high > WIDE * low;
  const height = isWide ? Math.log : (value: number): number => value;
  const y = (value: number): number =>
    TOP + (1 - (height(value) - height(low)) / (height(high) - height(low) || 1)) * (HEIGHT - TOP - BOTTOM);
  const summary = drawn
    .filter((line) => line.points.length > 0)
    .map((line) => `${line.name} ${brief(line.points.at(-1)!.y)}`)
    .join(', ');
  return (
    <figure ref={figure} class="chart">
      <figcaption>
        <b>{title}</b>{' '}
        <span class="soft">
          {unit}
          {isWide && ', logarithmic'}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={`${title} in ${unit}: ${summary || 'nothing yet'}`}
        onPointerMove={(event) => {
          const { left, width: shown } = event.currentTarget.getBoundingClientRect();
          const step = (((event.clientX - left) / shown) * width - LEFT) / (width - LEFT - RIGHT);
          setAt(step < 0 || step > 1 ? undefined : step * right);
        }}
        onPointerLeave={() => setAt(undefined)}
      >
        {(isWide ? decades(low, high) : ticks(low, high, 4)).map((value) => (
          <g key={value}>
            <line class="grid" x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
            <text class="tick" x={LEFT - 8} y={y(value) + 4} text-anchor="end">
              {brief(value)}
            </text>
          </g>
        ))}
        {ticks(0, right, 5).map((value) => (
          <text key={value} class="tick" x={x(value)} y={HEIGHT - 6} text-anchor="middle">
            {brief(value)}
          </text>
        ))}
        {drawn.map((line) => (
          <g key={line.name} style={{ color: `var(--series-${line.colour})` }} opacity={line.faint ? 0.4 : 1}>
            <polyline points={line.points.map((point) => `${x(point.x)},${y(point.y)}`).join(' ')} />
            {line.dots &&
              line.points.map((point) => <circle key={point.x} cx={x(point.x)} cy={y(point.y)} r="2.6" />)}
          </g>
        ))}
        {at !== undefined && <line class="cursor" x1={x(at)} x2={x(at)} y1={TOP} y2={HEIGHT - BOTTOM} />}
      </svg>
      <ul class="legend">
        {drawn.map((line) => {
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
        {at !== undefined && <li class="where">step {Math.round(at)}</li>}
      </ul>
    </figure>
  );
}

/** All of the points, and a little room. */
function span(points: readonly Point[]): readonly [number, number] {
  const values = points.map((point) => point.y);
  if (values.length === 0) return [0, 1];
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (low > 0 && high > WIDE * low) return [low / 1.1, high * 1.1];
  const margin = 0.06 * (high - low || Math.abs(high) || 1);
  return [low - margin, high + margin];
}

function nearest(points: readonly Point[], step: number): Point | undefined {
  let best: Point | undefined;
  for (const point of points)
    if (best === undefined || Math.abs(point.x - step) < Math.abs(best.x - step)) best = point;
  return best;
}

function brief(value: number): string {
  const size = Math.abs(value);
  if (size >= 10_000) return `${Number((value / 1000).toPrecision(4))}k`;
  return String(Number(value.toPrecision(size >= 1000 ? 4 : 3)));
}
