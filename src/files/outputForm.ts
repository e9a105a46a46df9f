import { extname } from 'node:path';
import { nearest, UserError } from '../errors.js';

/**
 * The form that the name of an output asks for: its ending, or, without one, a folder.
 *
 * @param endings those that can be written, in lower case and without dot
 * @param advice what each of them gives, as a sentence for the message
 * @throws UserError for any other ending
 */
export function outputForm<Ending extends string>(
  path: string,
  endings: readonly Ending[],
  advice: string,
): Ending | 'folder' {
  const ending = extname(path).slice(1).toLowerCase();
  if (ending === '') return 'folder';
  const form = endings.find((one) => one === ending);
  if (form !== undefined) return form;
  const guess = nearest(ending, endings);
  throw new UserError(
    `The output ${path} ends in .${ending}, which is not among the forms that can be written.${guess === undefined ? '' : ` Did you mean .${guess}?`} ${advice}`,
  );
}
