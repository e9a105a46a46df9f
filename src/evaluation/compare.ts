import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { EVALUATION_FOLDER } from './folder.js';
import { REPORT_JSON } from './report/write.js';

/** Several runs side by side. */
export interface Comparison {
  readonly runs: readonly string[];
  /** One row a figure; undefined where a run does not have it. */
  readonly figures: readonly { readonly name: string; readonly values: readonly (number | undefined)[] }[];
}

/** Parts of a report that are figures of the run, not of how it was measured. */
const COMPARED = ['encoder', 'rerender', 'blindTrial', 'reconstruction', 'metrics', 'swaps', 'baselines'];

/**
 * Reads the reports of several runs.
 *
 * @param paths run folders, evaluation folders or report.json files
 * @throws UserError where one has not been evaluated
 */
export async function compareRuns(paths: readonly string[]): Promise<Comparison> {
  const reports = await Promise.all(paths.map(readReport));
  const tables = reports.map((report) => new Map(COMPARED.flatMap((part) => figuresOf(part, report[part]))));
  const names = [...new Set(tables.flatMap((table) => [...table.keys()]))];
  return {
    runs: paths,
    figures: names.map((name) => ({ name, values: tables.map((table) => table.get(name)) })),
  };
}

async function readReport(path: string): Promise<Record<string, unknown>> {
  const places = [path, join(path, REPORT_JSON), join(path, EVALUATION_FOLDER, REPORT_JSON)];
  for (const place of places) {
    const text = await readFile(place, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    try {
      const report: unknown = JSON.parse(text);
      if (typeof report === 'object' && report !== null && 'reconstruction' in report) return { ...report };
    } catch {
      // Said below.
    }
    throw new UserError(`${place} is no report of dcign evaluate. Evaluate the run again.`);
  }
  throw new UserError(
    `${path} has not been evaluated: there is no ${places[2]}. Run dcign evaluate --model ${path} first, or give the ` +
      'folder that it wrote to.',
  );
}

/** All numbers below a key, with dotted names: `encoder.azimuth.eta2`. */
function figuresOf(name: string, value: unknown): [string, number][] {
  if (typeof value === 'number') return [[name, value]];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => figuresOf(`${name}.${key}`, inner));
}
