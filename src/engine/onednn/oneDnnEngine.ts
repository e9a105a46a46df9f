import { cpus } from 'node:os';
import type { Network } from '../../network/network.js';
import type { Engine, PrepareOptions } from '../engine.js';
import { NoBf16 } from './absent.js';
import { Executor } from './executor.js';
import { loadOneDnn } from './find.js';
import type { OneDnn } from './oneDnn.js';
import { OneDnnRunner } from './runner.js';

export interface OneDnnOptions {
  /** bf16 rounds activations and packed weights; default fp32 */
  readonly precision?: Engine['precision'];
  /** Threads of a library that runs on OpenMP; decided once a process. As many as there are processors by default. */
  readonly threads?: number | undefined;
}

const executors = new WeakMap<OneDnn, Executor>();

/**
 * oneDNN through its C API: the processor's limit, where the library is installed.
 *
 * @throws UserError if the library is missing or cannot be used
 */
export async function createOneDnnEngine({
  precision = 'fp32',
  threads,
}: OneDnnOptions = {}): Promise<Engine> {
  const library = loadOneDnn(threads);
  const executor = executorOf(library);
  const type = precision === 'bf16' ? 'bf16' : 'f32';
  if (type === 'bf16') tryOut(library, executor);
  return {
    name: 'onednn',
    precision,
    provider: 'cpu',
    threads,
    description: `oneDNN ${library.version} (${library.runtime}), ${precision}, ${cpus()[0]?.model.trim()}`,
    prepare: async (network: Network, options: PrepareOptions) =>
      new OneDnnRunner(library, executor, type, network, options),
  };
}

/** A processor may lack what its flags promise (or a hypervisor hide it): that is found here, not within a training. */
function tryOut(library: OneDnn, executor: Executor): void {
  const conv = { kind: 'conv', name: 'probe', inputs: 1, outputs: 8, kernel: 3 } as const;
  const network: Network = { name: 'encoder', input: [1, 8, 8], layers: [conv] };
  try {
    new OneDnnRunner(library, executor, 'bf16', network, {
      batch: 1,
      training: true,
      inputGradient: true,
    }).dispose();
  } catch (cause) {
    throw new NoBf16(
      `oneDNN ${library.version} cannot compute in bf16 on this processor. Use --precision fp32; a training that was ` +
        `begun in bf16 goes on only where there is bf16. What oneDNN says: ${(cause as Error).message}.`,
      { cause },
    );
  }
}

/** One worker a library: primitives use all cores, so that two at a time would only slow each other down. */
export function executorOf(library: OneDnn): Executor {
  let executor = executors.get(library);
  if (executor === undefined) {
    executor = new Executor(library);
    executors.set(library, executor);
  }
  return executor;
}
