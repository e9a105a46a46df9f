import type { Report } from '../../src/evaluation/report.js';
import { METRICS, scoredOn } from './model.js';
import { decimal, error, NONE, spread } from './numbers.js';
import { markdownTable } from './regions.js';

/** Objectives on the same network: of several seeds the mean, and how far they go. */
export function spritesTable(reports: Readonly<Record<string, readonly Report[]>>): string {
  return markdownTable(
    ['', ...Object.keys(METRICS), 'MSE', 'levels and images'],
    Object.entries(reports).map(([name, seeds]) => [
      name,
      ...Object.values(METRICS).map((figure) =>
        spread(
          seeds.map(({ metrics }) => metrics && figure(metrics)),
          decimal,
        ),
      ),
      spread(
        seeds.map(({ reconstruction }) => reconstruction.mse),
        error,
      ),
      seeds[0]?.metrics === undefined ? NONE : scoredOn(seeds[0].metrics),
    ]),
  );
}
