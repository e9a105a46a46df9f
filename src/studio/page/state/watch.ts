import { useEffect, useState } from 'preact/hooks';
import type { MetricsLine } from './metrics.js';
import type { Run } from './runs.js';

/** A chart that moves more often than this only costs time. */
const FLUSH = 250;

export interface Watched {
  /** Images a step, as soon as it is known. */
  readonly batchSize: number | undefined;
  readonly lines: readonly MetricsLine[];
  /** Whether the server has stopped answering. */
  readonly lost: boolean;
}

/** The metrics of runs, those that are there and those that come, by the run's name. */
export function useMetrics(runs: readonly Run[]): Readonly<Record<string, Watched>> {
  const [all, setAll] = useState<Readonly<Record<string, Watched>>>({});
  const names = runs.map(({ name }) => name).join('\n');
  useEffect(() => {
    setAll({});
    const ends = runs.map((run) =>
      watch(run, (watched) => setAll((before) => ({ ...before, [run.name]: watched }))),
    );
    return () => {
      for (const end of ends) end();
    };
    // A run's progress does not open its stream again.
  }, [names]);
  return all;
}

/** @returns ends the watch */
function watch({ name, step, finished }: Run, onChange: (watched: Watched) => void): () => void {
  let lines: MetricsLine[] = [];
  let lost = false;
  let batchSize: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      onChange({ lines: lines.slice(), lost, batchSize });
    }, FLUSH);
  };
  const address = `api/runs/${encodeURIComponent(name)}`;
  fetch(`${address}/config`)
    .then((response) => response.json())
    .then(
      (config) => {
        batchSize = config.options?.batch ?? config.data?.info?.batchSize;
        flush();
      },
      // Then nobody knows the time that is left.
      () => {},
    );
  const source = new EventSource(`${address}/metrics`);
  source.addEventListener('message', ({ data }) => {
    const line = parse(data);
    if (line === undefined) return;
    lines.push(line);
    lost = false;
    // A browser allows six connections to a server: what is complete gives its own back.
    if (finished && line.validation !== undefined && line.step >= step) source.close();
    flush();
  });
  source.addEventListener('reset', () => {
    lines = [];
    flush();
  });
  source.addEventListener('error', () => {
    lost = true;
    flush();
  });
  return () => {
    source.close();
    clearTimeout(timer);
  };
}

function parse(data: string): MetricsLine | undefined {
  try {
    return JSON.parse(data) as MetricsLine;
  } catch {
    return undefined;
  }
}
