import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { compose, openHeads } from '../../../scripts/framing/compose.js';
import { Random } from '../../../src/numeric/random.js';
import { commandModel } from '../../../src/studio/commandModel.js';
import { SIZE } from '../tinyModel.js';
import { goTo, hasChromium, openedPage, PATIENCE, poll, runCommand, shown } from './browser.js';

const title = hasChromium ? 'commands' : 'commands (skipped: there is no /usr/bin/chromium)';

test('a model is named by its path to who sits here, and to nobody else', () => {
  expect(commandModel('/home/me/runs/a', true)).toEqual(['--model', '/home/me/runs/a']);
  expect(commandModel('/home/me/runs/a', false)).toBeUndefined();
});

describe.skipIf(!hasChromium)(title, { timeout: PATIENCE }, () => {
  const opened = openedPage();
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dcign-commands-'));
  });

  /** Saves what the command reads, runs it as it is copied, and gives its moving picture's cells. */
  async function run(out: string): Promise<readonly (readonly number[])[]> {
    const { page } = opened.tab;
    for (const button of await page.locator('.command .hint button').all()) {
      const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
      await file.saveAs(join(folder, file.suggestedFilename()));
    }
    const command = (await page.locator('.command code').textContent())!;
    await runCommand(command, folder);
    const gif = await readFile(join(folder, out));
    const { pages = 1 } = await sharp(gif, { animated: true }).metadata();
    const cell = async (column: number, frame: number): Promise<readonly number[]> => {
      const grey = await sharp(gif, { page: frame })
        .extract({ left: 4 + column * 132, top: 18, width: 128, height: 128 })
        .resize(SIZE, SIZE, { kernel: 'cubic' })
        .toColourspace('b-w')
        .raw()
        .toBuffer();
      return Array.from(grey, (x) => x / 255);
    };
    return [await cell(0, 0), await cell(1, 0), await cell(2, Math.floor(pages / 2))];
  }

  /** Input and reconstruction are what the page shows; a sheet's cells are enlarged and made small again. */
  async function expectSame(cells: readonly (readonly number[])[]): Promise<void> {
    for (const column of [0, 1])
      expect(
        distance(cells[column]!, await shown(opened.tab.page, `.trio figure:nth-child(${column + 1})`)),
      ).toBeLessThan(0.05);
  }

  const settled = (words: RegExp) =>
    poll(() => opened.tab.page.locator('.hero > .hint').textContent()).toMatch(words);

  test('of a drawn person, whose picture is saved with it', async () => {
    await goTo(opened.tab.page, '/rerender?face=person+5&azimuth=20&vary=light');
    await poll(() => opened.tab.page.locator('.command code').textContent()).toContain('--vary light');
    await poll(async () => (await shown(opened.tab.page, '.trio figure:nth-child(2)')).length).toBe(
      SIZE * SIZE,
    );
    await expectSame(await run('light.gif'));
  });

  test('of a photograph, framed by hand, whose name a shell would split', async () => {
    const { page } = opened.tab;
    const { picture } = await compose(await openHeads(), new Random('page'), {
      ...{ width: 421, height: 333, heads: 1, sides: [120, 150], roll: 15, turn: 20 },
    });
    const raw = { width: picture.width, height: picture.height, channels: 3 } as const;
    const png = await sharp(picture.pixels, { raw }).png().toBuffer();
    const name = "-it's me & you.png";
    await writeFile(join(folder, name), png);
    await goTo(page, '/rerender?vary=azimuth');
    await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/png', buffer: png });
    const use = page.getByRole('button', { name: 'Use this face' });
    await use.isEnabled();
    await page.getByText('One face was found').waitFor({ timeout: PATIENCE });
    for (const key of ['ArrowRight', '+', '+']) await page.locator('.frame').press(key);
    await use.click();
    await settled(/^(Refined|No code)/);
    expect(await page.locator('.command code').textContent()).toContain('--crop ');
    expect(await page.locator('.command .hint').count()).toBe(0);
    await expectSame(await run('azimuth.gif'));
  });

  test('of a morph, whose moving picture turns back where the page ends', async () => {
    const { page } = opened.tab;
    await goTo(page, '/mix?from=person+2&to=person+3&share=100&morph=azimuth,light,texture');
    await poll(() => page.locator('.command code').textContent()).toContain('--vary azimuth+light+texture');
    await poll(async () => (await shown(page, '[aria-labelledby=mix-between]')).length).toBe(SIZE * SIZE);
    const end = (await run('morph.gif'))[2]!;
    await poll(async () => distance(end, await shown(page, '[aria-labelledby=mix-between]'))).toBeLessThan(
      0.05,
    );
  });
});

function distance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + Math.abs(x - b[i]!), 0) / a.length;
}
