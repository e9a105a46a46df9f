import { constants } from 'node:os';

/**
 * Ctrl-C; what docker, systemd and Slurm send before they kill; a terminal that closes; what Slurm sends ahead of time
 * with `--signal=USR1@60`.
 */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1'] as const;

/** Where the system asks the program to end. */
export interface Stop {
  readonly signal: AbortSignal;
  /** What a shell calls a program that a signal has ended: 130 for Ctrl-C, 143 for SIGTERM. */
  exitCode(): number;
  /** From now on signals end the program at once, as ever. */
  remove(): void;
}

/** @param onStop what to do at the first signal; the second one ends the program at once */
export function stopOnSignal(onStop: () => void): Stop {
  const abort = new AbortController();
  let code = 0;
  const stop = (name: (typeof SIGNALS)[number]): void => {
    remove();
    code = 128 + constants.signals[name];
    onStop();
    abort.abort();
  };
  const remove = (): void => {
    for (const name of SIGNALS) process.removeListener(name, stop);
  };
  for (const name of SIGNALS) process.on(name, stop);
  return { signal: abort.signal, exitCode: () => code, remove };
}
