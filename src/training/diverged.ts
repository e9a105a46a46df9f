import { UserError } from '../errors.js';
import type { RunFolder } from './run.js';

/** What to say when NaN or infinity turns up. */
export function diverged(step: number, what: string, folder: RunFolder): UserError {
  return new UserError(
    `The training has diverged: at step ${step}, ${what} is no finite number any more. The last good checkpoint ` +
      `is kept in ${folder.checkpoints}. Start a new run with a smaller --learning-rate (try a third) or a longer ` +
      '--warm-up.',
  );
}
