import { loadedFrom } from '../files/loadedFrom.js';
import { candidates, installHint, LIBRARY_VARIABLE } from './find.js';
import type { Family } from './launch.js';

/** Whether processes that a launcher of this family starts can train together on this machine. */
export interface MpiReport {
  readonly family: Family;
  /** Library and version; undefined where it cannot be used. */
  readonly description: string | undefined;
  /** Path of the native library. */
  readonly library: string | undefined;
  /** How to use it, or why it cannot be used and how to mend that. */
  readonly reason: string;
}

/** Looks for the libraries of MPI; begins none. Throws nothing: what is wrong is part of the answer. */
export async function examineMpi(): Promise<readonly MpiReport[]> {
  return Promise.all((['Open MPI', 'MPICH'] as const).map(examineFamily));
}

async function examineFamily(family: Family): Promise<MpiReport> {
  const none = { family, description: undefined, library: undefined };
  const { MpiLibrary } = await import('./mpi.js').catch(() => ({ MpiLibrary: undefined }));
  if (MpiLibrary === undefined)
    return { ...none, reason: 'koffi, through which MPI is called, does not load on this machine' };
  for (const path of candidates(family))
    try {
      const library = new MpiLibrary(path, { alone: true });
      if (library.family !== family) continue;
      return {
        family,
        description: library.description,
        library: loadedFrom(path),
        reason: `${library.description}: mpirun -n 4 dcign train`,
      };
    } catch (error) {
      // What was named is not passed over in silence.
      if (process.env[LIBRARY_VARIABLE])
        return { ...none, reason: `${LIBRARY_VARIABLE} names ${path}: ${(error as Error).message}` };
    }
  return { ...none, reason: `not found; to train on several hosts: ${installHint(family)}` };
}
