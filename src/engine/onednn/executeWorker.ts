import { parentPort, workerData } from 'node:worker_threads';
import koffi from 'koffi';
import { executePrototype, waitPrototype } from './abi.js';
import type { Execution, ExecutionResult, WorkerData } from './executor.js';

/** Runs lists of primitives one after the other: see executor.ts. */
const { path, stream } = workerData as WorkerData;
const library = koffi.load(path);
const execute = library.func(executePrototype);
const wait = library.func(waitPrototype);

parentPort!.on('message', ({ id, calls }: Execution) => {
  const seconds = new Float64Array(calls.length / 3);
  const result = { id, status: 0, call: 0, seconds };
  for (let start = performance.now(); result.call < seconds.length && result.status === 0; ) {
    const i = 3 * result.call;
    result.status =
      (execute(calls[i], stream, Number(calls[i + 1]), calls[i + 2]) as number) || (wait(stream) as number);
    const now = performance.now();
    seconds[result.call++] = (now - start) / 1000;
    start = now;
  }
  parentPort!.postMessage(result satisfies ExecutionResult);
});
