import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Accelerator } from './provider.js';

/** What an accelerator would do on this machine. */
export interface ProviderReport {
  readonly name: Accelerator;
  /** Library and provider; undefined where it cannot be used. */
  readonly description: string | undefined;
  /** That it works, or why it does not and how to mend that. */
  readonly reason: string;
}

/** src and dist are siblings, so this holds from either. */
const WORKER = fileURLToPath(new URL('../../../dist/engine/onnx/providerWorker.js', import.meta.url));

/** Tries one in a process of its own, since drivers print what they like and may end it. Throws nothing. */
export function tryProvider(name: Accelerator): Promise<ProviderReport> {
  return new Promise((resolve) => {
    const failed = (reason: string): void => resolve({ name, description: undefined, reason });
    const child = fork(WORKER, [name], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.on('message', (report: ProviderReport) => resolve(report));
    child.on('error', ({ message }) => failed(message));
    child.on('exit', (code, signal) =>
      failed(`its driver ended the process that tried it (${signal ?? code})`),
    );
  });
}
