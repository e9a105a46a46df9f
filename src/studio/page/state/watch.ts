import { useEffect, useState } from 'preact/hooks';
import { eventIn, type MetricsLine } from './metrics.js';
import type { Run } from './runs.js';

/** Milliseconds before a stream that was refused is asked for again; one that breaks off comes back by itself. */
const AGAIN = 3000;

/** A chart that moves more often than this only costs time. */
const FLUSH = 250;

/** What of a training's config.json the page looks at. */
export interface Config {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly engine?: Readonly<Record<string, unknown>>;
  readonly data?: { readonly info?: Readonly<Record<string, unknown>> };
}

export interface Watched {
  /** As soon as it is known. */
  readonly config: Config | undefined;
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
    return runs.length === 0 ? undefined : watch(runs, setAll);
    // A run's progress does not open its stream again.
  }, [names]);
  return all;
}

/** By one connection for all, of which a browser has six for all its tabs; while the page is hidden, by none. */
function watch(runs: readonly Run[], onChange: (all: Readonly<Record<string, Watched>>) => void): () => void {
  const lines = new Map<string, MetricsLine[]>(runs.map(({ name }) => [name, []]));
  const configs = new Map<string, Config>();
  let lost = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      const watched = [...lines].map(([name, own]): [string, Watched] => [
        name,
        { lines: own.slice(), lost, config: configs.get(name) },
      ]);
      onChange(Object.fromEntries(watched));
    }, FLUSH);
  };
  for (const { name } of runs)
    fetch(`api/runs/${encodeURIComponent(name)}/config`)
      .then((response) => response.json())
      .then(
        (config) => {
          configs.set(name, config);
          flush();
        },
        // Then nobody knows the time that is left, nor what it was asked for.
        () => {},
      );
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let left = '';
  const open = (): void => {
    const query = new URLSearchParams([...runs.map(({ name }) => ['run', name]), ['from', left]]);
    source = new EventSource(`api/metrics?${query}`);
    source.addEventListener('message', ({ data, lastEventId }) => {
      left = lastEventId;
      const event = eventIn(data);
      if (event === undefined) return;
      lines.get(event.run)?.push(event.line);
      lost = false;
      flush();
    });
    source.addEventListener('reset', ({ data, lastEventId }) => {
      left = lastEventId;
      lines.set(JSON.parse(data), []);
      flush();
    });
    source.addEventListener('error', () => {
      lost = true;
      flush();
      if (source?.readyState !== EventSource.CLOSED) return;
      close();
      again = setTimeout(follow, AGAIN);
    });
  };
  const close = (): void => {
    clearTimeout(again);
    source?.close();
    source = undefined;
  };
  const follow = (): void => {
    if (document.visibilityState === 'hidden') close();
    else if (source === undefined) open();
  };
  follow();
  document.addEventListener('visibilitychange', follow);
  return () => {
    document.removeEventListener('visibilitychange', follow);
    close();
    clearTimeout(timer);
  };
}

/** Images a step. */
export function batchSizeOf(config: Config | undefined): number | undefined {
  const size = config?.options?.batch ?? config?.data?.info?.batchSize;
  return typeof size === 'number' ? size : undefined;
}
