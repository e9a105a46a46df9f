import type { Curve } from '../plot/look.js';
import { type MetricsLine, type Point, secondsOf, seriesOf } from './metrics.js';
import type { Run } from './runs.js';
import { batchSizeOf, type Config, type Watched } from './watch.js';
import { capital } from './words.js';

/** A training whose lines have a place on the horizontal axis. */
export interface Followed {
  readonly name: string;
  /** Which of the series' colours, from 1. */
  readonly colour: number;
  readonly lines: readonly MetricsLine[];
  readonly config: Config | undefined;
  readonly batchSize: number | undefined;
  /** Of its last line. */
  readonly end: number;
  readonly points: (of: (line: MetricsLine) => number | undefined) => readonly Point[];
}

/** @param isTime whether the horizontal axis is seconds of training, and not steps */
export function follow(
  { name }: Run,
  colour: number,
  { lines = [], config }: Partial<Watched> = {},
  isTime: boolean,
): Followed {
  const batchSize = batchSizeOf(config);
  const places = isTime ? secondsOf(lines, batchSize ?? 1) : lines.map(({ step }) => step);
  return {
    ...{ name, colour, lines, config, batchSize },
    end: places.at(-1) ?? 0,
    points: (of) => seriesOf(lines, of, places),
  };
}

export interface ChartData {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Curve[];
  /** Least and greatest of the values, where they are known beforehand. */
  readonly range?: readonly [number, number];
}

const NATS = 'nats an image';

/** Loss and reconstruction, what each group carries, and how well each group's unit follows the truth. */
export function chartsOf(followed: readonly Followed[]): readonly ChartData[] {
  return [
    { title: 'Loss', unit: NATS, lines: both(followed, 'loss') },
    { title: 'Reconstruction', unit: NATS, lines: both(followed, 'reconstruction') },
    ...apart(followed, ({ kl }) => kl, {
      ...{ together: 'KL of each group', alone: (group) => `KL of ${group}`, dots: false },
      ...{ look: { unit: NATS }, value: ({ kl }, group) => kl?.[group] },
    }),
    ...apart(followed, ({ validation }) => validation?.units, {
      ...{ together: 'η² on validation', alone: (unit) => `η² of ${unit} on validation`, dots: true },
      look: { unit: "share of the unit's variance", range: [0, 1] },
      value: ({ validation }, unit) => validation?.units?.[unit]?.etaSquared,
    }),
  ];
}

interface Apart {
  readonly look: Pick<ChartData, 'unit' | 'range'>;
  /** The title of a chart of all names, and of one. */
  readonly together: string;
  readonly alone: (name: string) => string;
  readonly dots: boolean;
  readonly value: (line: MetricsLine, name: string) => number | undefined;
}

/**
 * What lines say by name: of one training in one chart, of several in a chart for each name, so that trainings lie over
 * each other everywhere.
 */
function apart(
  followed: readonly Followed[],
  named: (line: MetricsLine) => Readonly<Record<string, unknown>> | undefined,
  { look, together, alone, dots, value }: Apart,
): readonly ChartData[] {
  const names = [
    ...new Set(followed.flatMap(({ lines }) => Object.keys(lines.map(named).findLast(Boolean) ?? {}))),
  ];
  const pointsOf = (run: Followed, name: string): readonly Point[] => run.points((line) => value(line, name));
  const [only] = followed.length === 1 ? followed : [];
  if (only !== undefined) {
    const lines = names.map((name, i) => ({ name, colour: 1 + (i % 6), dots, points: pointsOf(only, name) }));
    return [{ title: together, ...look, lines }];
  }
  return names.map((name) => ({
    title: alone(name),
    ...look,
    lines: followed.map((run) => ({ name: run.name, colour: run.colour, dots, points: pointsOf(run, name) })),
  }));
}

/** A line for training and one for validation of each run. */
function both(followed: readonly Followed[], key: 'loss' | 'reconstruction'): readonly Curve[] {
  return followed.flatMap(({ name, colour, points }): Curve[] => {
    const label = (what: string): string => (followed.length > 1 ? `${name}, ${what}` : capital(what));
    return [
      { name: label('training'), colour, faint: true, points: points((line) => line[key]) },
      { name: label('validation'), colour, dots: true, points: points((line) => line.validation?.[key]) },
    ];
  });
}
