import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../errors.js';
import { installHint, LIBRARY_VARIABLE, NotFound } from './absent.js';
import { OneDnn } from './oneDnn.js';

let opened: OneDnn | undefined;
/** That it was opened for. */
let openedFor: number | undefined;

/**
 * Finds and loads oneDNN, once a process: what `DCIGN_ONEDNN` names, else the system's, Homebrew's, conda's.
 *
 * @param threads that it shall compute with; one a core if not given
 * @throws UserError that says what was tried and how to get it
 */
export function loadOneDnn(threads?: number): OneDnn {
  const library = open(threads);
  if (threads === undefined) return library;
  if (library.runtime !== 'OpenMP')
    throw new UserError(
      `This oneDNN runs on ${library.runtime}, which takes no number of threads from here. Leave --threads out, or use --engine onnx.`,
    );
  if (threads !== openedFor)
    throw new UserError(
      `oneDNN runs on ${openedFor ?? 'as many'} threads in this process already, and ${threads} were asked for. The number is decided once a process.`,
    );
  return library;
}

function open(threads: number | undefined): OneDnn {
  const given = process.env[LIBRARY_VARIABLE];
  if (opened !== undefined && (given === undefined || given === opened.path)) return opened;
  // After each primitive OpenMP's threads spin, in case another follows: LLVM's for 200 ms, GNU's for some
  // milliseconds, against the JavaScript and the other processes of the machine. Read as the library is loaded.
  process.env.KMP_BLOCKTIME ??= '1';
  process.env.GOMP_SPINCOUNT ??= '10000';
  if (threads !== undefined) process.env.OMP_NUM_THREADS = String(threads);
  openedFor = threads;
  const failures: string[] = [];
  for (const path of given ? [given] : candidates()) {
    try {
      opened = new OneDnn(path);
      return opened;
    } catch (error) {
      failures.push(`${path}: ${(error as Error).message}`);
    }
  }
  const tried = given
    ? `${LIBRARY_VARIABLE} names a library that cannot be used: ${failures.join('; ')}.`
    : `The oneDNN library was not found. Tried ${failures.join('; ')}.`;
  throw new (given ? UserError : NotFound)(`${tried} To get it: ${installHint()}.`);
}

/** Nothing where the system does not know, as for a user without an entry in its list. */
function home(): string {
  try {
    return homedir();
  } catch {
    return '';
  }
}

/** Bare names are looked up by the system's loader, which knows the distribution's folders. */
function candidates(): string[] {
  const folders = [
    process.env.CONDA_PREFIX && join(process.env.CONDA_PREFIX, 'lib'),
    '/opt/homebrew/lib',
    '/usr/local/lib',
    home() && join(home(), '.local/lib'),
  ].filter((folder) => folder !== undefined && folder !== '');
  const names =
    process.platform === 'darwin'
      ? ['libdnnl.3.dylib', 'libdnnl.2.dylib', 'libdnnl.dylib']
      : process.platform === 'win32'
        ? ['dnnl.dll']
        : ['libdnnl.so.3', 'libdnnl.so.2'];
  const inFolders = folders.flatMap((folder) => names.map((name) => join(folder as string, name)));
  return [...names, ...inFolders.filter((path) => existsSync(path))];
}
