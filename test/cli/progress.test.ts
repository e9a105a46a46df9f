import { afterEach, describe, expect, it, vi } from 'vitest';
import { progress } from '../../src/cli/progress.js';

describe('a bar on a terminal', () => {
  const isTTY = process.stderr.isTTY;
  afterEach(() => {
    process.stderr.isTTY = isTTY;
    vi.restoreAllMocks();
  });

  it('changes no mode of the terminal, which nobody could put right after Ctrl-C', () => {
    process.stderr.isTTY = true;
    let written = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written += String(text);
      return true;
    });
    const bar = progress('fit', 4, { quiet: false });
    bar.update(1);
    bar.update(4, 'done');
    bar.stop();
    expect(written).toContain('4/4');
    // CSI ? ... h or l: private modes, such as whether the cursor is seen and lines are wrapped.
    expect(written.split('\u001b[?')).toHaveLength(1);
  });
});
