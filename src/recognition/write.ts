import { join } from 'node:path';
import { type LinePlot, plotLines } from '../evaluation/report/linePlot.js';
import { writeAtomically } from '../files/writeAtomically.js';
import type { MethodScore } from './benchmark.js';

export const RECOGNITION_JSON = 'recognition.json';
export const RECOGNITION_SVG = 'recognition.svg';

/** Writes the scores, and plots of them, into a folder. */
export async function writeRecognition(folder: string, scores: readonly MethodScore[]): Promise<void> {
  await writeAtomically(join(folder, RECOGNITION_SVG), plotLines(plots(scores)));
  await writeAtomically(join(folder, RECOGNITION_JSON), `${JSON.stringify(scores, undefined, 1)}\n`);
}

function plots(scores: readonly MethodScore[]): readonly LinePlot[] {
  return [
    {
      x: 'pairs of two people accepted',
      y: 'pairs of one person accepted',
      lines: scores.map(({ method, roc }) => ({ name: method, points: roc })),
    },
    ...Object.keys(scores[0]!.rank1By).map((factor) => ({
      x: `${factor} of the probe (degrees)`,
      y: 'rank-1 identification',
      lines: scores.map(({ method, rank1By }) => ({
        name: method,
        points: rank1By[factor]!.map(({ level, rank1 }) => [level, rank1.value] as const),
      })),
    })),
  ];
}
