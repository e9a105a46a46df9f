import { loadOneDnn } from '../../src/engine/onednn/find.js';
import { UserError } from '../../src/errors.js';

/** Why tests of oneDNN are skipped here: undefined if the library is there. */
export function whyNoOneDnn(): string | undefined {
  try {
    loadOneDnn();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
