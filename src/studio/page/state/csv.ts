import { type MetricsLine, secondsOf } from './metrics.js';

/** A training's lines, as the table has them. */
export interface Tabled {
  readonly name: string;
  readonly lines: readonly MetricsLine[];
  readonly batchSize: number | undefined;
}

/**
 * Metrics as a table (RFC 4180): a row a line, a column a number. Those of a validation stand in the columns that begin
 * with `validation.`.
 */
export function csvOf(runs: readonly Tabled[]): string {
  const rows = runs.flatMap(({ name, lines, batchSize }) => {
    const seconds = batchSize === undefined ? [] : secondsOf(lines, batchSize);
    return lines.map(
      (line, i): Readonly<Record<string, unknown>> => ({ run: name, seconds: seconds[i], ...flat(line) }),
    );
  });
  const columns = [...new Set(['run', 'step', 'seconds', ...rows.flatMap((row) => Object.keys(row))])];
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))];
  return lines.map((cells) => `${cells.map((cell) => quoted(String(cell))).join()}\r\n`).join('');
}

/** `{kl: {azimuth: 2}}` becomes `{'kl.azimuth': 2}`. */
function flat(value: object, prefix = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) =>
      typeof inner === 'object' && inner !== null
        ? Object.entries(flat(inner, `${prefix}${name}.`))
        : [[prefix + name, inner]],
    ),
  );
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
