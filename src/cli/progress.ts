import cliProgress from 'cli-progress';

/** Seconds between two plain lines, where nobody watches a terminal. */
const PLAIN_LINE_INTERVAL = 10;

export interface ProgressOptions {
  readonly quiet: boolean;
  /** Where the work begins, for example the step at which a training is resumed. */
  readonly from?: number;
}

export interface ProgressBar {
  /** @param details a few words behind the bar, for example `211 ms/step` */
  update(done: number, details?: string): void;
  /** Leaves the last state on the screen. Call it in any case, also when the work fails. */
  stop(): void;
}

/**
 * Progress with the time left, on stderr: a bar on a terminal, a plain line now and then elsewhere.
 *
 * @param total what `done` will be at the end
 */
export function progress(label: string, total: number, options: ProgressOptions): ProgressBar {
  if (options.quiet) return { update: () => {}, stop: () => {} };
  const from = options.from ?? 0;
  const clock = stopwatch();
  const timeLeft = (done: number): string =>
    done <= from ? '' : `${duration((clock() / (done - from)) * (total - done))} left`;
  return process.stderr.isTTY ? bar(label, total, from, timeLeft) : lines(label, total, clock, timeLeft);
}

function bar(label: string, total: number, from: number, timeLeft: (done: number) => string): ProgressBar {
  const single = new cliProgress.SingleBar({
    stream: process.stderr,
    // The terminal stays as it is: who is ended by Ctrl-C cannot put it right again.
    hideCursor: false,
    linewrap: true,
    format: (options, params, payload: { details: string; left: string }) =>
      [
        label.padEnd(10),
        cliProgress.Format.BarFormat(params.progress, options),
        `${Math.floor(params.progress * 100)}%`.padStart(4),
        `${params.value}/${params.total}`,
        payload.details,
        payload.left,
      ]
        .filter((part) => part !== '')
        .join('  '),
    barCompleteChar: '\u2588',
    barIncompleteChar: '\u2591',
    barsize: 24,
    fps: 10,
  });
  single.start(total, from, { details: '', left: '' });
  return {
    update: (done, details = '') => single.update(done, { details, left: timeLeft(done) }),
    stop: () => single.stop(),
  };
}

function lines(
  label: string,
  total: number,
  clock: () => number,
  timeLeft: (done: number) => string,
): ProgressBar {
  let printed = 0;
  return {
    update(done, details = '') {
      const now = clock();
      if (done < total && now - printed < PLAIN_LINE_INTERVAL) return;
      printed = now;
      const percent = `${Math.floor((100 * done) / total)}%`;
      const parts = [`${label}: ${done}/${total}`, percent, details, done < total ? timeLeft(done) : 'done'];
      console.error(parts.filter((part) => part !== '').join(', '));
    },
    stop() {},
  };
}

/** Seconds since now. */
function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}

/** 75 becomes `1 min 15 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  if (minutes > 0) return `${minutes} min ${whole % 60} s`;
  return `${whole} s`;
}
