import { describe, expect, it } from 'vitest';
import { launchOf } from '../../src/ranks/launch.js';

describe('what the environment says of the launcher', () => {
  it.each([
    ["Open MPI's mpirun", { OMPI_COMM_WORLD_SIZE: '4', PMIX_RANK: '1' }, 4, ['Open MPI']],
    ["MPICH's mpiexec", { PMI_SIZE: '3', PMI_RANK: '0' }, 3, ['MPICH', 'Open MPI']],
    ['srun --mpi=pmix', { PMIX_RANK: '0', SLURM_STEP_NUM_TASKS: '8' }, 8, ['Open MPI', 'MPICH']],
  ])('%s', (_, environment, size, families) => {
    expect(launchOf(environment)).toEqual({ size, families });
  });

  it.each([
    ['by itself', {}],
    ['as the only one', { OMPI_COMM_WORLD_SIZE: '1' }],
    ['by srun as the only one', { PMI_SIZE: '1', PMI_RANK: '0' }],
    ['in a batch script of several tasks', { SLURM_NTASKS: '8', SLURM_PROCID: '0' }],
  ])('a process started %s needs no MPI', (_, environment) => {
    expect(launchOf(environment)).toBeUndefined();
  });
});
