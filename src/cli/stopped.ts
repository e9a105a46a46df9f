import type { RunFolder } from '../training/run.js';
import { panel } from './panel.js';
import { quoted } from './quoted.js';

/** What goes on with a training. */
export function resumeCommand(run: string): string {
  return `dcign train --run ${quoted(run)} --resume`;
}

/** What is said of a training that was asked to end, by Ctrl-C or the system. */
export function stoppedPanel(
  { path, checkpoints }: RunFolder,
  step: number,
  notes: readonly string[] = [],
): string {
  return panel({
    title: `Stopped after step ${step}; everything is saved.`,
    written: [{ path: checkpoints, what: 'where to go on from' }],
    notes,
    next: [resumeCommand(path)],
  });
}
