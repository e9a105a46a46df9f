import { type Signal, signal } from '@preact/signals';

/** A training, as api/runs lists it. */
export interface Run {
  readonly name: string;
  /** Steps that it shall take, and has taken. */
  readonly steps: number;
  readonly step: number;
  readonly finished: boolean;
  /** Whether a process trains it now. */
  readonly going: boolean;
  /** Whether its configuration is one of this version of dcign. */
  readonly current: boolean;
}

/** Undefined where there is no server that knows of trainings, as in a static studio. */
export const runs: Signal<readonly Run[] | undefined> = signal(undefined);

/** Names as the address holds them: a name may hold what stands between two. */
export function joinNames(names: readonly string[]): string {
  return names.map(encodeURIComponent).join();
}

export function splitNames(text: string): readonly string[] {
  return text.split(',').flatMap((name) => {
    try {
      return [decodeURIComponent(name)];
    } catch {
      return [];
    }
  });
}

/** Asks the server which trainings there are. A failure changes nothing but this list. */
export async function findRuns(): Promise<void> {
  const response = await fetch('api/runs').catch(() => undefined);
  if (response?.ok !== true) return;
  const found: unknown = await response.json().catch(() => undefined);
  if (Array.isArray(found)) runs.value = found as readonly Run[];
}
