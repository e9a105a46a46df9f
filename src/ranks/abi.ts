import type { LibraryHandle } from 'koffi';
import type { Family } from './launch.js';

/*
 * The binary interfaces of MPI's C library: the only file that knows symbols and numbers. Handles are addresses of
 * symbols in Open MPI (mpi.h of versions 3 to 5), 32-bit numbers in MPICH and whatever shares its ABI (mpi.h of 3 and 4).
 */

/** In the prototypes, `HANDLE` stands for what a communicator, a type or an operation is. */
export const prototypes = {
  version: 'int MPI_Get_library_version(void *text, void *length)',
  init: 'int MPI_Init_thread(void *argc, void *argv, int required, void *provided)',
  rank: 'int MPI_Comm_rank(HANDLE world, void *rank)',
  size: 'int MPI_Comm_size(HANDLE world, void *size)',
  sum: 'int MPI_Iallreduce(void *from, void *to, int count, HANDLE type, HANDLE operation, HANDLE world, void *request)',
  share: 'int MPI_Ibcast(void *values, int count, HANDLE type, int root, HANDLE world, void *request)',
  test: 'int MPI_Test(void *request, void *done, void *status)',
  finalise: 'int MPI_Finalize()',
  abort: 'int MPI_Abort(HANDLE world, int code)',
} as const;

/** Only the thread that has begun calls MPI; the engine has others. */
export const THREAD_FUNNELED = 1;

/** MPI_MAX_LIBRARY_VERSION_STRING of either, rounded up. */
export const VERSION_BYTES = 8192;

interface Handles {
  readonly world: bigint | number;
  readonly float: bigint | number;
  readonly double: bigint | number;
  readonly plus: bigint | number;
  /** MPI_STATUS_IGNORE, an address. */
  readonly noStatus: bigint;
}

/** By a symbol that the other has not. */
export function familyOf(library: LibraryHandle): Family {
  try {
    library.symbol('ompi_mpi_comm_world');
    return 'Open MPI';
  } catch {
    return 'MPICH';
  }
}

export function handlesOf(library: LibraryHandle, family: Family): Handles {
  if (family === 'MPICH')
    return {
      world: 0x44000000,
      float: 0x4c00040a,
      double: 0x4c00080b,
      plus: 0x58000003,
      noStatus: 1n,
    };
  const address = (symbol: string): bigint => library.symbol(symbol) as bigint;
  return {
    world: address('ompi_mpi_comm_world'),
    float: address('ompi_mpi_float'),
    double: address('ompi_mpi_double'),
    plus: address('ompi_mpi_op_sum'),
    noStatus: 0n,
  };
}

export function handleType(family: Family): string {
  return family === 'MPICH' ? 'int' : 'void *';
}
