import { join } from 'node:path';
import { type LinePlot, plotLines } from '../evaluation/report/linePlot.js';
import { writeAtomically } from '../files/writeAtomically.js';
import { mean } from '../statistics/moments.js';
import type { MethodErrors } from './experiment.js';
import type { ErrorPoint } from './experimentScores.js';

export const INFERENCE_JSON = 'inference.json';
export const INFERENCE_SVG = 'inference.svg';

/** Writes what an experiment found, and error against renders as plots, into a folder. */
export async function writeExperiment(folder: string, results: readonly MethodErrors[]): Promise<void> {
  await writeAtomically(join(folder, INFERENCE_SVG), plotLines(plots(results)));
  await writeAtomically(join(folder, INFERENCE_JSON), `${JSON.stringify(results, undefined, 1)}\n`);
}

/** The mean of all factors' errors, each in deviations of its prior. */
function overallError({ relative }: ErrorPoint): number {
  return mean(Object.values(relative));
}

function plots(results: readonly MethodErrors[]): readonly LinePlot[] {
  const clean = results[0]!.errors.none!;
  const lines = (nuisance: string, value: (point: ErrorPoint) => number): LinePlot['lines'] =>
    results.map(({ method, errors }) => ({
      name: method,
      points: errors[nuisance]!.map((point) => [point.renders, value(point)] as const),
    }));
  return [
    ...Object.keys(clean[0]!.absolute).map((factor) => ({
      x: 'renders',
      y: `error of ${factor} (degrees)`,
      logX: true,
      lines: lines('none', (point) => point.absolute[factor]!),
    })),
    ...Object.keys(results[0]!.errors).map((nuisance) => ({
      x: 'renders',
      y: `error of all factors (prior's deviations), ${nuisance === 'none' ? 'clean images' : nuisance}`,
      logX: true,
      lines: lines(nuisance, overallError),
    })),
  ];
}

/**
 * Share of true parameters within their 90 % intervals, for the factors that are single numbers (pose and light) and
 * for the others: the mean over all parameters would be that of shape and texture alone.
 */
export function coverageOfKinds(
  { coverage, errors }: MethodErrors,
  nuisance: string,
): { readonly numbers: number; readonly others: number } {
  const single = Object.keys(errors.none![0]!.absolute);
  const of = (accept: (factor: string) => boolean): number =>
    mean(
      Object.entries(coverage[nuisance]!)
        .filter(([factor]) => accept(factor))
        .map(([, share]) => share),
    );
  return {
    numbers: of((factor) => single.includes(factor)),
    others: of((factor) => !single.includes(factor)),
  };
}
