import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.js';
import { fileInTheWay } from './makeFolder.js';

/** A file, or a folder of files, that a command is going to write. */
export interface Output {
  readonly path: string;
  /** What names it, for messages. */
  readonly option: string;
  /** It is one file: a folder of that name is in its way. */
  readonly isFile?: boolean;
}

/**
 * Finds out before there is any work what would be lost, or could not be written in the end.
 *
 * @param reads files that the command reads: they are not overwritten, whatever is forced
 * @param force undefined where the command has no such option
 * @throws UserError if two outputs are one file, one is read too, there is something already, or a folder in the way
 * @throws Error of the system where its folder cannot be written to
 */
export function checkOutputs(
  outputs: readonly Output[],
  { reads, force }: { readonly reads: readonly string[]; readonly force: boolean | undefined },
): void {
  const known = new Map<string, string>();
  const inputs = new Set(reads.map(placeOf));
  for (const { path, option, isFile } of outputs) {
    const place = placeOf(path);
    const other = known.get(place);
    if (other !== undefined)
      throw new UserError(
        `${path} would be written twice: as ${other} and as ${option}. Give one of them another name.`,
      );
    known.set(place, option);
    if (inputs.has(place))
      throw new UserError(
        `${path} is read, and would be overwritten by ${option}. Give ${option} another name.`,
      );
    if (!force && existsSync(path))
      throw new UserError(
        `${path} exists already and would be overwritten. Give another name with ${option}, or ` +
          `${force === undefined ? 'delete it first' : '--force to overwrite it'}.`,
      );
    if (isFile && existsSync(path) && statSync(path).isDirectory())
      throw new UserError(
        `${path} is a folder, but ${option} writes a file there. Move it away, or give ${option} another name.`,
      );
    checkFolder(dirname(resolve(path)));
  }
}

/** One name for each file, whatever links lead to it. */
function placeOf(path: string): string {
  const whole = resolve(path);
  if (existsSync(whole)) return realpathSync(whole);
  const folder = dirname(whole);
  return existsSync(folder) ? join(realpathSync(folder), basename(whole)) : whole;
}

/** It need not exist yet: then the nearest one above it counts. */
function checkFolder(folder: string): void {
  let place = folder;
  while (!existsSync(place) && place !== dirname(place)) place = dirname(place);
  if (!statSync(place).isDirectory()) throw fileInTheWay(folder);
  accessSync(place, constants.W_OK | constants.X_OK);
}
