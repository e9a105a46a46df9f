/** Milliseconds from which a page that is touched seems not to answer. */
const LONG = 100;

/** Seconds of tracing after which what was traced is read, since it is held in memory until then. */
const READ_EVERY = 20;

/**
 * Watches the tasks of a page's own thread: those over 50 ms by the clock without a gap, as the page itself is told of
 * them, and the processor time of each in what is traced, which is all but the moments of reading.
 */
export async function watchTasks(browser, page) {
  await page.evaluate(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
    }).observe({ type: 'longtask' });
  });
  let began = 0;
  let [longest, long, traced] = [0, 0, 0];
  const trace = async () => {
    await browser.startTracing(page, { categories: ['toplevel'] });
    began = performance.now();
  };
  const read = async () => {
    const { traceEvents } = JSON.parse(await browser.stopTracing());
    traced += (performance.now() - began) / 1000;
    const isPages = threadsOfPages(traceEvents);
    for (const { name, ph, pid, tid, tdur = 0 } of traceEvents) {
      if (ph !== 'X' || !name.endsWith('RunTask') || !isPages(pid, tid)) continue;
      longest = Math.max(longest, tdur / 1000);
      if (tdur / 1000 > LONG) long++;
    }
  };
  await trace();
  return {
    /** To be called now and then. */
    async read() {
      if (performance.now() - began < 1000 * READ_EVERY) return;
      await read();
      await trace();
    },
    async end() {
      await read();
      const byClock = await page.evaluate(() => globalThis.longTasks);
      return {
        processor: { longest: Math.round(longest), over100: long, secondsTraced: Math.round(traced) },
        clock: {
          longest: Math.max(0, ...byClock),
          over100: byClock.filter((duration) => duration > LONG).length,
        },
      };
    },
  };
}

function threadsOfPages(events) {
  const threads = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return (pid, tid) => threads.has(`${pid} ${tid}`);
}
