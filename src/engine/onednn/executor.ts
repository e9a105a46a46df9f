import { Worker } from 'node:worker_threads';
import { checkStatus, type OneDnn } from './oneDnn.js';

export interface WorkerData {
  readonly path: string;
  readonly stream: bigint;
}

/** A list of primitives for the worker: for each its handle, the number of its arguments and their address. */
export interface Execution {
  readonly id: number;
  readonly calls: BigUint64Array;
}

export interface ExecutionResult {
  readonly id: number;
  readonly status: number;
  /** How many primitives have run. */
  readonly call: number;
  readonly seconds: Float64Array;
}

interface Pending {
  readonly resolve: (seconds: Float64Array) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Runs primitives in a worker thread, one list at a time, so that the event loop stays free.
 *
 * Koffi's own `.async` calls would do so too, but they come from four threads in turn, and GNU OpenMP keeps a
 * team of threads for each thread that calls it; they give native code a stack of 128 KB, and each primitive
 * would wait for the event loop, which may be busy with the optimiser.
 */
export class Executor {
  readonly #library: OneDnn;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #next = 0;

  constructor(library: OneDnn) {
    this.#library = library;
  }

  /** @returns how long each primitive took, in seconds */
  run(calls: BigUint64Array): Promise<Float64Array> {
    return new Promise((resolve, reject) => {
      this.#worker ??= this.#start();
      const id = this.#next++;
      this.#pending.set(id, { resolve, reject });
      // Between calls the worker does not keep the process alive.
      this.#worker.ref();
      this.#worker.postMessage({ id, calls } satisfies Execution);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('../../../dist/engine/onednn/executeWorker.js', import.meta.url), {
      workerData: { path: this.#library.path, stream: this.#library.stream } satisfies WorkerData,
    });
    worker.on('message', ({ id, status, call, seconds }: ExecutionResult) => {
      const { resolve, reject } = this.#settle(id);
      try {
        checkStatus(`primitive ${call} of ${seconds.length}`, status);
        resolve(seconds);
      } catch (error) {
        reject(error as Error);
      }
    });
    worker.on('error', (error) => {
      for (const id of [...this.#pending.keys()]) this.#settle(id).reject(error);
      this.#worker = undefined;
    });
    return worker;
  }

  #settle(id: number): Pending {
    const pending = this.#pending.get(id)!;
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#worker?.unref();
    return pending;
  }
}
