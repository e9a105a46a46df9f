import { type GroupCalibration, isCircular } from '../code/calibrated.js';
import type { TrainingResult } from '../training/loop.js';
import { RunFolder } from '../training/run.js';
import type { Outcome } from './command.js';
import { panel } from './panel.js';
import { quoted } from './quoted.js';
import { resumeCommand, stoppedPanel } from './stopped.js';

/** What a training has come to, and what to do with it. */
export function trainedPanel(run: string, { step, interrupted, best }: TrainingResult): Outcome {
  const folder = new RunFolder(run);
  const units = Object.entries(best?.calibrations ?? {}).map(
    ([name, calibration]) =>
      `${name}: ${relationOf(calibration)}, eta^2 ${calibration.etaSquared.toFixed(3)}, ` +
      `off by ${calibration.meanAbsoluteError.toFixed(1)} ${calibration.unit}s on average`,
  );
  const notes = best === undefined ? [] : [`Best model by validation: step ${best.training.step}`, ...units];
  const json = { run, step, interrupted, training: best?.training, calibrations: best?.calibrations };
  if (interrupted) return { json, text: stoppedPanel(folder, step, notes) };
  return {
    json,
    text: panel({
      title: `Trained ${step} steps.`,
      written: [
        { path: folder.model, what: 'the model' },
        { path: folder.metrics, what: 'loss and speed, line by line' },
        { path: folder.sampleSheet(step), what: 'unseen images above, their reconstructions below' },
      ],
      notes,
      next: [
        `dcign rerender YOUR_PHOTO.jpg --model ${quoted(run)} --vary ${best!.groups[0]!.name}`,
        `${resumeCommand(run)} --steps ${2 * step}`,
      ],
    }),
  };
}

function relationOf(calibration: GroupCalibration): string {
  if (!isCircular(calibration)) return `rank correlation ${Math.abs(calibration.spearman).toFixed(3)}`;
  const { circularCorrelation, frontBack } = calibration;
  return (
    `circular correlation ${circularCorrelation.toFixed(3)}, ` +
    `${(100 * frontBack).toFixed(1)} % front for back`
  );
}
