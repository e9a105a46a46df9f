/**
 * A line of a run's metrics.jsonl: of a training step, or of a validation. Another version of dcign may have written it:
 * only its step is sure.
 */
export interface MetricsLine {
  readonly step: number;
  readonly loss?: number;
  readonly reconstruction?: number;
  /** Nats an image, group by group. */
  readonly kl?: Readonly<Record<string, number>>;
  readonly imagesPerSecond?: number;
  readonly validation?: {
    readonly loss?: number;
    readonly reconstruction?: number;
    readonly kl?: Readonly<Record<string, number>>;
    /** Of each calibrated group. */
    readonly units?: Readonly<Record<string, { readonly etaSquared?: number } | null>>;
  };
}

/** What the server tells of a run; undefined where a crash has spoilt the line. */
export function eventIn(data: string): { readonly run: string; readonly line: MetricsLine } | undefined {
  try {
    const event = JSON.parse(data);
    return typeof event?.line?.step === 'number' ? event : undefined;
  } catch {
    return undefined;
  }
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * What `of` takes from the lines that have it.
 *
 * @param places where each line stands on the horizontal axis; its step, if not given
 */
export function seriesOf(
  lines: readonly MetricsLine[],
  of: (line: MetricsLine) => number | undefined,
  places?: readonly number[],
): readonly Point[] {
  return lines.flatMap((line, i) => {
    const y = of(line);
    return y === undefined || !Number.isFinite(y) ? [] : [{ x: places?.[i] ?? line.step, y }];
  });
}

/**
 * Seconds of training before each line, added up from the speeds that lines tell: breaks, such as that between a stop
 * and its resumption, do not count.
 *
 * @param batchSize images a step
 */
export function secondsOf(lines: readonly MetricsLine[], batchSize: number): readonly number[] {
  let [step, seconds] = [0, 0];
  return lines.map((line) => {
    if (line.imagesPerSecond !== undefined && line.imagesPerSecond > 0) {
      seconds += ((line.step - step) * batchSize) / line.imagesPerSecond;
      step = line.step;
    }
    return seconds;
  });
}

/**
 * Means of what came before, the nearer the heavier: batches of different kinds differ more than steps do. The first
 * points have no past that counts (Kingma and Ba's correction of the bias).
 *
 * @param weight of the past, 0 to less than 1
 */
export function smoothed(points: readonly Point[], weight: number): readonly Point[] {
  if (weight === 0) return points;
  let [mean, left] = [0, 1];
  return points.map(({ x, y }) => {
    mean = weight * mean + (1 - weight) * y;
    left *= weight;
    return { x, y: mean / (1 - left) };
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
