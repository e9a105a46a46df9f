import { UserError } from '../errors.js';

/** What is in memory now is worth no checkpoint. */
export class Spoilt extends UserError {}

/** NaN or infinity has turned up. */
export class Diverged extends Spoilt {
  /**
   * @param what is no finite number: `the loss`
   * @param remedy what to do about it, in a sentence or two
   */
  constructor(step: number, what: string, remedy: string) {
    super(`The training has diverged: at step ${step}, ${what} is no finite number any more. ${remedy}`);
  }
}
