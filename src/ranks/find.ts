import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Family } from './launch.js';

/** Names a path to MPI's shared library, instead of the search. */
export const LIBRARY_VARIABLE = 'DCIGN_MPI';

const LINUX: Readonly<Record<Family, readonly string[]>> = {
  'Open MPI': ['libmpi.so.40', 'libmpi.so'],
  // Intel's and Cray's go by the second name.
  MPICH: ['libmpich.so.12', 'libmpi.so.12'],
};

const MACOS: Readonly<Record<Family, readonly string[]>> = {
  'Open MPI': ['libmpi.40.dylib'],
  MPICH: ['libmpi.12.dylib', 'libpmpi.12.dylib'],
};

/**
 * Where a family's library may lie: what `DCIGN_MPI` names, else the names that the system's loader looks up, and the
 * folders of conda and Homebrew.
 */
export function candidates(family: Family): readonly string[] {
  const given = process.env[LIBRARY_VARIABLE];
  if (given) return [given];
  const names = (process.platform === 'darwin' ? MACOS : LINUX)[family];
  const folders = [
    process.env.CONDA_PREFIX && join(process.env.CONDA_PREFIX, 'lib'),
    '/opt/homebrew/lib',
    '/usr/local/lib',
  ].filter((folder): folder is string => folder !== undefined && folder !== '');
  return [
    ...names,
    ...folders.flatMap((folder) => names.map((name) => join(folder, name))).filter(existsSync),
  ];
}

/** One line on how to get the library here. */
export function installHint(family: Family): string {
  const [debian, elsewhere] = family === 'MPICH' ? ['mpich', 'mpich'] : ['openmpi-bin', 'openmpi'];
  const get =
    process.platform === 'darwin'
      ? `brew install ${elsewhere === 'mpich' ? 'mpich' : 'open-mpi'}`
      : `apt install ${debian}, or conda install -c conda-forge ${elsewhere}`;
  return `${get}; or set ${LIBRARY_VARIABLE} to the path of its shared library`;
}
