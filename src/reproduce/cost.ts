/** What a part took. */
export interface Cost {
  readonly seconds: number;
  /** Most memory that the process held while it ran, in bytes. */
  readonly peakBytes: number;
}

/** Milliseconds between two looks at the memory. */
const INTERVAL = 100;

/**
 * Times some work. The system remembers the most memory that a process ever held: where the work sets a new
 * mark, that is its peak; otherwise the largest of many looks at it is.
 */
export async function measureCost<T>(work: () => Promise<T>): Promise<{ result: T; cost: Cost }> {
  const mark = (): number => 1024 * process.resourceUsage().maxRSS;
  const before = mark();
  let seen = process.memoryUsage.rss();
  const look = setInterval(() => {
    seen = Math.max(seen, process.memoryUsage.rss());
  }, INTERVAL);
  const started = performance.now();
  try {
    const result = await work();
    const seconds = (performance.now() - started) / 1000;
    const after = mark();
    return { result, cost: { seconds, peakBytes: after > before ? after : seen } };
  } finally {
    clearInterval(look);
  }
}
