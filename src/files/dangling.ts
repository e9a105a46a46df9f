import { UserError } from '../errors.js';

/** A name in a folder behind which there is nothing. */
export function dangling(path: string): UserError {
  return new UserError(`${path} is a link to what is not there any more. Mend it, or take it away.`);
}
