import type { ReadingScores } from '../../src/evaluation/baselines.js';
import type { Report } from '../../src/evaluation/report.js';
import { METRICS, scoredOn } from './model.js';
import { decimal, degrees, error, NONE } from './numbers.js';
import { markdownTable } from './regions.js';

const FACTORS = ['azimuth', 'elevation', 'light'];

/** Pose and light as the code and its entangled twin tell them. */
export function readingsTable({ encoder = {}, baselines: { ownRidge, entangled } }: Report): string {
  const readings: Readonly<Record<string, ReadingScores | undefined>> = {
    'its own unit': encoder,
    'whole code, ridge': ownRidge,
    'entangled: highest-variance unit': entangled?.highestVariance,
    'entangled: best of all units': entangled?.bestUnit,
    'entangled: whole code, ridge': entangled?.ridge,
  };
  const row = (name: string, show: (scores: ReadingScores | undefined) => string): string[] => [
    name,
    ...Object.values(readings).map(show),
  ];
  return markdownTable(
    ['', ...Object.keys(readings)],
    [
      ...FACTORS.map((factor) => row(`${factor}: eta²`, (scores) => decimal(scores?.[factor]?.eta2))),
      ...FACTORS.map((factor) =>
        row(`${factor}: mean error`, (scores) => degrees(scores?.[factor]?.maeDegrees)),
      ),
    ],
  );
}

/** What a code and its entangled twin reach. */
export function twinTable(report: Report): string {
  const columns = [
    { head: 'clamped', of: report },
    { head: 'entangled', of: report.baselines.entangled! },
  ];
  const row = (name: string, show: (of: (typeof columns)[number]['of']) => string): string[] => [
    name,
    ...columns.map(({ of }) => show(of)),
  ];
  return markdownTable(
    ['', ...columns.map(({ head }) => head)],
    [
      row('reconstruction MSE', ({ reconstruction }) => error(reconstruction.mse)),
      row('evidence lower bound', ({ reconstruction }) => reconstruction.elbo.toFixed(0)),
      ...Object.entries(METRICS).map(([name, figure]) =>
        row(name, ({ metrics }) => decimal(metrics && figure(metrics))),
      ),
      row('levels and images', ({ metrics }) => (metrics === undefined ? NONE : scoredOn(metrics))),
    ],
  );
}

/** Our recipe beside the paper's. */
export function controlTable(reports: Readonly<Record<string, Report>>): string {
  const row = (name: string, show: (report: Report) => string): string[] => [
    name,
    ...Object.values(reports).map(show),
  ];
  const all =
    (figure: 'eta2' | 'spearman' | 'pearson') =>
    ({ encoder = {} }: Report): string =>
      FACTORS.map((factor) => decimal(Math.abs(encoder[factor]?.[figure] ?? Number.NaN))).join(' / ');
  return markdownTable(
    ['', ...Object.keys(reports)],
    [
      row('eta², azimuth / elevation / light', all('eta2')),
      row('rank correlation', all('spearman')),
      row('correlation', all('pearson')),
      row('reconstruction MSE', ({ reconstruction }) => error(reconstruction.mse)),
      row('evidence lower bound', ({ reconstruction }) => reconstruction.elbo.toFixed(0)),
      row(
        're-rendering within 60°: MSE, SSIM',
        ({ rerender }) => `${error(rerender?.mse)}, ${decimal(rerender?.ssim, 2)}`,
      ),
      row(
        'MIG, DCI disentanglement',
        ({ metrics }) => `${decimal(metrics?.mig, 2)}, ${decimal(metrics?.dci.disentanglement, 2)}`,
      ),
      row('levels and images', ({ metrics }) => (metrics === undefined ? NONE : scoredOn(metrics))),
    ],
  );
}
