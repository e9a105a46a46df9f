/** A line of a run's metrics.jsonl: of a training step, or of a validation. */
export interface MetricsLine {
  readonly step: number;
  readonly loss?: number;
  readonly reconstruction?: number;
  /** Nats an image, group by group. */
  readonly kl?: Readonly<Record<string, number>>;
  readonly imagesPerSecond?: number;
  readonly validation?: {
    readonly loss: number;
    readonly reconstruction: number;
    readonly kl: Readonly<Record<string, number>>;
    /** Of each calibrated group. */
    readonly units: Readonly<Record<string, { readonly etaSquared: number }>>;
  };
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What `of` takes from the lines that have it. */
export function seriesOf(
  lines: readonly MetricsLine[],
  of: (line: MetricsLine) => number | undefined,
): readonly Point[] {
  return lines.flatMap((line) => {
    const y = of(line);
    return y === undefined || !Number.isFinite(y) ? [] : [{ x: line.step, y }];
  });
}

/**
 * Means of neighbours, so many that a chart can show: batches of different kinds differ more than steps do.
 *
 * @param count points at most
 */
export function thinned(points: readonly Point[], count: number): readonly Point[] {
  if (points.length <= count) return points;
  const width = points.length / count;
  return Array.from({ length: count }, (_, i) => {
    const part = points.slice(Math.round(i * width), Math.round((i + 1) * width));
    const mean = (of: (point: Point) => number): number =>
      part.reduce((sum, point) => sum + of(point), 0) / part.length;
    return { x: mean(({ x }) => x), y: mean(({ y }) => y) };
  });
}

/** Lines that the last speed is the mean of. */
const RECENT = 20;

/** Mean speed of late, or undefined before there is any. */
export function speedOf(lines: readonly MetricsLine[]): number | undefined {
  const recent = seriesOf(lines, (line) => line.imagesPerSecond).slice(-RECENT);
  if (recent.length === 0) return undefined;
  return recent.reduce((sum, { y }) => sum + y, 0) / recent.length;
}

/** `3 h 20 min`, `4 min`, `50 s`. */
export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** About `count` round numbers from `min` to `max`. */
export function ticks(min: number, max: number, count: number): readonly number[] {
  if (!(max > min)) return [min];
  const rough = (max - min) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((k) => k * power).find((k) => k >= rough)!;
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Round numbers of a logarithmic axis: 1, 2 and 5 of each power of ten, or the powers alone where those are many. */
export function decades(min: number, max: number): readonly number[] {
  const first = Math.floor(Math.log10(min));
  const last = Math.ceil(Math.log10(max));
  const digits = last - first > 3 ? [1] : [1, 2, 5];
  return Array.from({ length: last - first + 1 }, (_, i) => digits.map((digit) => digit * 10 ** (first + i)))
    .flat()
    .map((value) => Number(value.toPrecision(12)))
    .filter((value) => value >= min && value <= max);
}
