import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { panel } from '../../src/cli/panel.js';
import { duration, progress } from '../../src/cli/progress.js';
import { quoted } from '../../src/cli/quoted.js';

describe('panel', () => {
  it('lists what was written, in columns, and what to do next', () => {
    const text = panel({
      title: 'Done.',
      written: [
        { path: 'a.gif', what: 'moves' },
        { path: 'longer.png', what: 'does not' },
      ],
      notes: ['12 images'],
      next: ['dcign rerender a.png'],
    });
    expect(text).toBe(
      '\nDone.\n\n  a.gif       moves\n  longer.png  does not\n\n  12 images\n\nNext:\n  dcign rerender a.png\n',
    );
  });

  it('leaves out what is empty, and names the script where dcign is not on the path', () => {
    const before = process.argv[1]!;
    process.argv[1] = `${process.cwd()}/dist/cli/main.js`;
    try {
      expect(panel({ title: 'Done.', written: [], next: ['dcign doctor'] })).toBe(
        '\nDone.\n\nNext:\n  node dist/cli/main.js doctor\n',
      );
    } finally {
      process.argv[1] = before;
    }
  });
});

describe.skipIf(process.platform === 'win32')('a quoted word', () => {
  it.each(['runs/a', 'runs/my face', "it's", '$HOME', 'a;b', 'a&b', '*', 'Zoë', '', '~x', '-n'])(
    'is what a shell gives back: %j',
    (word) => {
      const shell = execFileSync('sh', ['-c', `printf '%s.' ${quoted(word)}`], { encoding: 'utf8' });
      expect(shell).toBe(`${word}.`);
    },
  );

  it('stays as it is where it can', () => expect(quoted('runs/faces-2.b')).toBe('runs/faces-2.b'));
});

describe('progress without a terminal', () => {
  let lines: string[];
  beforeEach(() => {
    lines = [];
    vi.useFakeTimers();
    vi.spyOn(console, 'error').mockImplementation((line: string) => lines.push(line));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('prints a line now and then, with the time left, and one at the end', () => {
    const bar = progress('training', 200, { quiet: false, from: 100 });
    for (let step = 101; step <= 200; step++) {
      vi.advanceTimersByTime(1000);
      bar.update(step, `step ${step}`);
    }
    bar.stop();
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('training: 110/200, 55%, step 110, 1 min 30 s left');
    expect(lines.at(-1)).toBe('training: 200/200, 100%, step 200, done');
  });

  it('is silent when told to be quiet', () => {
    const bar = progress('training', 1, { quiet: true });
    bar.update(1);
    bar.stop();
    expect(lines).toEqual([]);
  });
});

describe('duration', () => {
  it.each([
    [0.4, '0 s'],
    [59.6, '1 min 0 s'],
    [75, '1 min 15 s'],
    [7260, '2 h 1 min'],
  ])('writes %f s as %s', (seconds, text) => expect(duration(seconds)).toBe(text));
});
