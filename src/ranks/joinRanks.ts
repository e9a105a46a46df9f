import { UserError } from '../errors.js';
import { candidates, installHint } from './find.js';
import { launchOf } from './launch.js';
import { alone, type Ranks } from './ranks.js';

/**
 * The ranks that this process was started as one of, by mpirun, mpiexec or srun. Where it was started by itself, it is
 * `alone`, and no library of MPI is looked for. Call it once a process.
 *
 * @throws UserError where there is a launcher but no library of its kind, or the library knows nothing of the launcher
 */
export async function joinRanks(): Promise<Ranks> {
  const launch = launchOf(process.env);
  if (launch === undefined) return alone;
  // Only now: koffi and the library are native code that others do without.
  const { MpiLibrary } = await import('./mpi.js').catch((cause: Error) => {
    throw new UserError(
      `koffi, through which MPI is called, does not load on this machine (${cause.message.split('\n')[0]}). ` +
        'Train in one process, or install dcign again here.',
      { cause },
    );
  });
  const failures: string[] = [];
  for (const path of launch.families.flatMap(candidates)) {
    let library: InstanceType<typeof MpiLibrary>;
    try {
      library = new MpiLibrary(path, { alone: false });
    } catch (error) {
      failures.push(`${path}: ${(error as Error).message}`);
      continue;
    }
    const ranks = await library.begin();
    if (ranks.size === launch.size) return ranks;
    throw new UserError(
      `${launch.size} processes were started, but ${library.description} (${path}) knows of ${ranks.size}: it is not the ` +
        'MPI whose mpirun was used. Start it by the mpirun of that library, or name the right one by DCIGN_MPI.',
    );
  }
  const [family] = launch.families;
  throw new UserError(
    `This process was started as one of ${launch.size}, but no library of ${family} was found. Tried ${failures.join('; ')}. ` +
      `To get it: ${installHint(family!)}. Or start dcign by itself.`,
  );
}
