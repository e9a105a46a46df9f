import { UserError } from '../errors.js';

/** NaN or infinity has turned up: what is in memory now is worth no checkpoint. */
export class Diverged extends UserError {
  /**
   * @param what is no finite number: `the loss`
   * @param remedy what to do about it, in a sentence or two
   */
  constructor(step: number, what: string, remedy: string) {
    super(`The training has diverged: at step ${step}, ${what} is no finite number any more. ${remedy}`);
  }
}
