import { CommanderError } from 'commander';
import { UserError } from '../errors.js';

/** What the disk and the system refuse, in words; the path is added where the system names one. */
const REFUSALS: Readonly<Record<string, string>> = {
  ENOSPC: 'No space is left on the disk. Free some, or write to another disk; nothing was left half-written.',
  EDQUOT:
    'Your quota on this disk is used up. Free some space, or write to another disk; nothing was left half-written.',
  EFBIG:
    'The file would be larger than the disk or a limit (ulimit -f) allows. Raise it, or write to another disk; nothing was left half-written.',
  EACCES: 'Permission was denied. Choose a place that you may read and write.',
  EPERM: 'The operation is not permitted. Choose a place that you may read and write.',
  ENOENT: 'There is no such file or folder, and none can be made there. Check the path.',
  EROFS: 'The disk is read-only. Choose another place to write to.',
  ENOTDIR: 'A file is in the way where a folder is needed. Name another place.',
  EISDIR: 'A folder is in the way where a file is needed. Move it away, or name another place.',
  ELOOP: 'Its links lead in a circle. Mend them.',
  EIO: 'The disk could not be read or written. Check the disk, then try again.',
  ENAMETOOLONG: 'The name is too long for this disk. Choose a shorter one.',
  EMFILE: 'Too many files are open. Raise the limit (ulimit -n) and try again.',
};

/** What to tell the user about whatever was thrown, and the exit code. */
export function describeFailure(error: unknown): { readonly message: string; readonly exitCode: number } {
  if (error instanceof UserError) return { message: error.message, exitCode: 1 };
  if (error instanceof CommanderError) return describeCommanderError(error);
  const { code, path } = error as NodeJS.ErrnoException;
  const refusal = code === undefined ? undefined : REFUSALS[code];
  if (refusal !== undefined)
    return { message: path === undefined ? refusal : `${path}: ${refusal}`, exitCode: 1 };
  const stack = error instanceof Error ? error.stack : String(error);
  return { message: `This is a fault in dcign, not in what you asked for.\n${stack}`, exitCode: 2 };
}

/** Commander throws for --help and --version too, which have printed their text by then. */
function describeCommanderError(error: CommanderError): { message: string; exitCode: number } {
  if (error.exitCode === 0 || error.code === 'commander.help')
    return { message: '', exitCode: error.exitCode };
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return { message: /[.?)]$/.test(sentence) ? sentence : `${sentence}.`, exitCode: 1 };
}
