/** What has started this process as one of several. */
export interface Launch {
  /** Whose libraries to try, the likeliest first: they cannot be told from each other once the wrong one has begun. */
  readonly families: readonly Family[];
  readonly size: number;
}

/** Two binary interfaces: that of Open MPI, and that which MPICH shares with Intel's, Cray's and others. */
export type Family = 'Open MPI' | 'MPICH';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the environment says of the launcher: Open MPI's mpirun, that of MPICH and its kin, or Slurm's srun with either
 * protocol. Undefined where this process was started by itself or as the only one.
 */
export function launchOf(environment: Environment): Launch | undefined {
  const { OMPI_COMM_WORLD_SIZE, PMI_SIZE, PMIX_RANK, SLURM_STEP_NUM_TASKS } = environment;
  const size = Number(
    OMPI_COMM_WORLD_SIZE ?? PMI_SIZE ?? (PMIX_RANK === undefined ? 1 : SLURM_STEP_NUM_TASKS),
  );
  if (!(size > 1)) return undefined;
  if (OMPI_COMM_WORLD_SIZE !== undefined) return { size, families: ['Open MPI'] };
  return { size, families: PMI_SIZE === undefined ? ['Open MPI', 'MPICH'] : ['MPICH', 'Open MPI'] };
}
