import { cpus, hostname } from 'node:os';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import koffi, { type LibraryHandle } from 'koffi';
import { familyOf, handlesOf, handleType, prototypes, THREAD_FUNNELED, VERSION_BYTES } from './abi.js';
import type { Family } from './launch.js';
import { gather, type Ranks } from './ranks.js';

type Native = (...values: unknown[]) => number;

/** Milliseconds for which an answer is asked for without a pause, where each rank has a core: most come sooner. */
const EAGER = 20;
/**
 * Behind them whoever computes shall have the cores. But a ring has two rounds for each rank, and each waits to be asked
 * about: with the 1 ms of a timer a sum of 400,000 numbers over 8 ranks of MPICH took 35 ms, with this 21.
 */
const NAP = 0.1;
/** From a second on, as while rank 0 validates. */
const LONG = 1000;
const LONG_PAUSE = 10;
const neverChanges = new Int32Array(new SharedArrayBuffer(4));

/** MPI's library, loaded but not begun. */
export class MpiLibrary {
  readonly path: string;
  readonly family: Family;
  /** `Open MPI 4.1.4` */
  readonly description: string;
  readonly #library: LibraryHandle;

  /**
   * @param alone whether it shall be seen by nobody else: two libraries in one process, only looked at
   * @throws Error where it cannot be loaded or is no MPI
   */
  constructor(path: string, { alone }: { readonly alone: boolean }) {
    this.path = path;
    // UCX, which MPICH and some Open MPIs send through, writes jumps over the C library's mmap, munmap, madvise and the
    // like as MPI begins. A thread of V8's that is within one of them then dies by half an instruction: 3 of 60 starts of
    // two ranks with three threads that allocate, on UCX 1.13; without, none of 60.
    if (!alone) process.env.UCX_MEM_EVENTS ??= 'n';
    // Open MPI's plugins look for its symbols among those of the whole process.
    this.#library = koffi.load(path, { global: !alone });
    this.family = familyOf(this.#library);
    const [text, length] = [new Uint8Array(VERSION_BYTES), new Int32Array(1)];
    this.bind('version')(text, length);
    this.description = shortened(new TextDecoder().decode(text.subarray(0, length[0])));
  }

  bind(name: keyof typeof prototypes): Native {
    return this.#library.func(prototypes[name].replaceAll('HANDLE', handleType(this.family))) as Native;
  }

  /** Becomes one of the ranks that the launcher has started: once a process. */
  async begin(): Promise<Ranks> {
    const mpi = new Mpi(this, handlesOf(this.#library, this.family));
    await mpi.countNeighbours();
    return mpi;
  }
}

/**
 * All calls come from this thread and none of them blocks but the first and the last: MPI works on when it is asked
 * whether it is done. So sums go on while the engine's threads compute, libraries without support for threads will do,
 * and signals are heard.
 */
class Mpi implements Ranks {
  readonly rank: number;
  readonly size: number;
  readonly host: string = hostname();
  readonly description: string;
  #eager = 0;
  readonly #handles: ReturnType<typeof handlesOf>;
  readonly #native: Readonly<Record<'sum' | 'share' | 'test' | 'finalise' | 'abort', Native>>;

  constructor(library: MpiLibrary, handles: ReturnType<typeof handlesOf>) {
    this.description = library.description;
    this.#handles = handles;
    const [sum, share, test] = [library.bind('sum'), library.bind('share'), library.bind('test')];
    this.#native = { sum, share, test, finalise: library.bind('finalise'), abort: library.bind('abort') };
    check('MPI_Init_thread', library.bind('init')(null, null, THREAD_FUNNELED, new Int32Array(1)));
    const read = (name: 'rank' | 'size'): number => {
      const value = new Int32Array(1);
      check(`MPI_Comm_${name}`, library.bind(name)(handles.world, value));
      return value[0]!;
    };
    this.rank = read('rank');
    this.size = read('size');
  }

  /** Whether ranks of this host would ask at the cost of each other. */
  async countNeighbours(): Promise<void> {
    const hosts = await gather(this, this.host);
    const here = hosts.filter((host) => host === this.host).length;
    this.#eager = here > cpus().length ? 0 : EAGER;
  }

  async sum(values: Float32Array | Float64Array): Promise<void> {
    const { world, float, double, plus } = this.#handles;
    const type = values instanceof Float32Array ? float : double;
    // In place, Open MPI would send all of it through one rank (libnbc's binomial tree).
    const own = values.slice();
    await this.#done('MPI_Iallreduce', [own, values], (request) =>
      this.#native.sum(own, values, values.length, type, plus, world, request),
    );
  }

  async share(values: Float32Array): Promise<void> {
    const { world, float } = this.#handles;
    await this.#done('MPI_Ibcast', [values], (request) =>
      this.#native.share(values, values.length, float, 0, world, request),
    );
  }

  leave(): void {
    check('MPI_Finalize', this.#native.finalise());
  }

  abort(exitCode: number): void {
    this.#native.abort(this.#handles.world, exitCode);
  }

  /** @param used what MPI reads and writes meanwhile: it must not be collected */
  async #done(
    name: string,
    used: readonly unknown[],
    start: (request: BigUint64Array) => number,
  ): Promise<readonly unknown[]> {
    // Wide enough for either family's handle.
    const request = new BigUint64Array(1);
    const done = new Int32Array(1);
    check(name, start(request));
    const began = performance.now();
    for (;;) {
      check('MPI_Test', this.#native.test(request, done, this.#handles.noStatus));
      if (done[0] !== 0) return used;
      const waited = performance.now() - began;
      if (waited >= LONG) await sleep(LONG_PAUSE);
      else {
        // Timers know no part of a millisecond. What else this thread has to do comes between two naps.
        if (waited >= this.#eager) Atomics.wait(neverChanges, 0, 0, NAP);
        await nextTurn();
      }
    }
  }
}

/** Seldom of use: unless told otherwise, MPI ends the job at the first error, with a message that names the rank. */
function check(what: string, status: number): void {
  if (status !== 0) throw new Error(`MPI: ${what}: status ${status}`);
}

/** Of `Open MPI v4.1.4, package: ...` and `MPICH Version:\t4.0.2\n...` what is worth a line. */
function shortened(version: string): string {
  const [first = ''] = version.split(/[\n,]/);
  return first
    .replace(/\s+Version:\s+/, ' ')
    .replace(' v', ' ')
    .trim();
}
