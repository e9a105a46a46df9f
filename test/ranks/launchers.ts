import { spawnSync } from 'node:child_process';
import type { Family } from '../../src/ranks/launch.js';

/** A command that starts several processes of one training. */
export interface Launcher {
  readonly family: Family;
  readonly command: string;
  /** More processes than cores, and by root if need be. */
  readonly options: readonly string[];
}

const CANDIDATES = [
  {
    family: 'Open MPI',
    commands: ['mpirun.openmpi', 'mpirun'],
    says: /Open ?MPI|OpenRTE|PRRTE/,
    options: ['--allow-run-as-root', '--oversubscribe', '--bind-to', 'none'],
  },
  { family: 'MPICH', commands: ['mpirun.mpich', 'mpiexec.hydra', 'mpirun'], says: /HYDRA/, options: [] },
] as const;

/** Those of this machine; without koffi, which calls MPI, none. */
export const launchers: readonly Launcher[] = CANDIDATES.flatMap(({ family, commands, says, options }) => {
  const command = commands.find((name) =>
    says.test(spawnSync(name, ['--version'], { encoding: 'utf8' }).stdout ?? ''),
  );
  return command === undefined ? [] : [{ family, command, options }];
});

/** Why tests of that family are skipped here: undefined if its launcher is there. */
export async function whyNoMpi(family: Family): Promise<string | undefined> {
  try {
    await import('../../src/ranks/mpi.js');
  } catch (error) {
    return (error as Error).message;
  }
  return launchers.some((one) => one.family === family)
    ? undefined
    : `there is no mpirun of ${family}; apt install ${family === 'MPICH' ? 'mpich' : 'openmpi-bin'}`;
}
