import { UserError } from '../errors.js';
import type { RunFolder } from './run.js';

/** What is in memory now is worth no checkpoint: NaN or infinity has turned up, or ranks have come apart. */
export class Diverged extends UserError {}

export function diverged(step: number, what: string, folder: RunFolder): Diverged {
  return new Diverged(
    `The training has diverged: at step ${step}, ${what} is no finite number any more. The last good checkpoint ` +
      `is kept in ${folder.checkpoints}. Start a new run with a smaller --learning-rate (try a third) or a longer ` +
      '--warm-up.',
  );
}
