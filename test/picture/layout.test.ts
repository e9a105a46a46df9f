import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { layOut } from '../../src/picture/layout.js';
import { blank } from '../../src/picture/picture.js';

const WIDTH = 20;
const LONG = 'all-but-elevation';
const cells = (...labels: string[]) => labels.map((label) => ({ label, picture: blank(WIDTH, 5, 255) }));

/** The last column that has ink. */
async function reach(...labels: string[]): Promise<number> {
  const { width, pixels } = await layOut([cells(...labels)]);
  return pixels.reduce((most, grey, i) => (grey < 128 ? Math.max(most, i % width) : most), -1);
}

test.skipIf(process.platform === 'linux' && !existsSync('/usr/share/fonts'))(
  'a label goes on over neighbours that have none, and no farther',
  async () => {
    expect(await reach(LONG, '', '', '', '', '', '')).toBeGreaterThan(4 * WIDTH);
    expect(await reach(LONG)).toBeLessThan(4 + WIDTH);
    // The second cell's begins where it always does.
    const [alone, beside] = [await reach('', 'i'), await reach(LONG, 'i')];
    expect(beside).toBe(alone);
  },
);
