import { cpus } from 'node:os';
import type { Network } from '../../network/network.js';
import type { Engine, PrepareOptions } from '../engine.js';
import { Executor } from './executor.js';
import { loadOneDnn } from './find.js';
import type { OneDnn } from './oneDnn.js';
import { OneDnnRunner } from './runner.js';

export interface OneDnnOptions {
  /** bf16 rounds activations and packed weights; default fp32 */
  readonly precision?: Engine['precision'];
}

const executors = new WeakMap<OneDnn, Executor>();

/**
 * oneDNN through its C API: the processor's limit, where the library is installed.
 *
 * @throws UserError if the library is missing or cannot be used
 */
export async function createOneDnnEngine({ precision = 'fp32' }: OneDnnOptions = {}): Promise<Engine> {
  const library = loadOneDnn();
  const executor = executorOf(library);
  const type = precision === 'bf16' ? 'bf16' : 'f32';
  return {
    name: 'onednn',
    precision,
    description: `oneDNN ${library.version} (${library.runtime}), ${precision}, ${cpus()[0]?.model.trim()}`,
    prepare: async (network: Network, options: PrepareOptions) =>
      new OneDnnRunner(library, executor, type, network, options),
  };
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
