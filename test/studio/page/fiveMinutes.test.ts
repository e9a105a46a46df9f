import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { compose, openHeads } from '../../../scripts/framing/compose.js';
import { Random } from '../../../src/numeric/random.js';
import { hasChromium, openedPage, PATIENCE, poll, runCommand, shown } from './browser.js';

const title = hasChromium
  ? "a new user's five minutes"
  : "a new user's five minutes (skipped: there is no /usr/bin/chromium)";

/** A photograph of one head, as someone has it on a disk. */
async function photograph(): Promise<Buffer> {
  const { picture } = await compose(await openHeads(), new Random('page'), {
    ...{ width: 421, height: 333, heads: 1, sides: [120, 150], roll: 15, turn: 20 },
  });
  const raw = { width: picture.width, height: picture.height, channels: 3 } as const;
  return sharp(picture.pixels, { raw }).png().toBuffer();
}

describe.skipIf(!hasChromium)(title, { timeout: 2 * PATIENCE }, () => {
  const opened = openedPage();

  test('from a photograph to a turned face, a GIF, a picture, a link and a command', async () => {
    const { studio, tab } = opened;
    const { page } = tab;
    const context = page.context();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const folder = await mkdtemp(join(tmpdir(), 'dcign-user-'));
    const png = await photograph();
    await writeFile(join(folder, 'my photo.png'), png);
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    const download = async (name: string): Promise<string> => {
      const [file] = await Promise.all([
        page.waitForEvent('download', { timeout: PATIENCE }),
        button(name).click(),
      ]);
      const path = join(folder, file.suggestedFilename());
      await file.saveAs(path);
      return path;
    };

    // There is a face already, and a word about what to do.
    await poll(async () => (await shown(page, '.stage')).length > 0).toBe(true);
    expect(await page.locator('.welcome').textContent()).toContain('bring a photograph');

    // A photograph is chosen, the face in it found and framed.
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button('Photograph').click()]);
    await chooser.setFiles(join(folder, 'my photo.png'));
    await page.getByText('One face was found').waitFor({ timeout: PATIENCE });
    await button('Use this face').click();
    await poll(() => page.locator('.panel h2').textContent()).toBe('My photo.png');
    await poll(() => page.locator('.hero > .hint').textContent()).toMatch(/^(Refined|No code)/);

    // It is turned by hand and lit by a typed value.
    const before = await shown(page, '.stage');
    const grip = (await page.locator('.grip').boundingBox())!;
    await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
    await page.mouse.down();
    await page.mouse.move(grip.x + 0.7 * grip.width, grip.y + grip.height / 2, { steps: 4 });
    await page.mouse.up();
    const light = page.getByRole('textbox', { name: 'Light, typed', exact: true });
    await light.fill('-30');
    await light.press('Enter');
    await poll(() => page.url()).toMatch(/azimuth=.*light=-30|light=-30.*azimuth=/);
    await poll(async () => (await shown(page, '.stage')).join() !== before.join()).toBe(true);

    // What came of it is saved.
    const gif = await download('GIF');
    expect((await sharp(gif, { animated: true }).metadata()).pages).toBeGreaterThan(20);
    const picture = await download('Save picture');
    expect((await sharp(picture).metadata()).format).toBe('png');
    expect(await readFile(join(folder, 'my photo.png'))).toEqual(png);

    // The link brings back the controls, and in this browser the photograph.
    await button('Link').click();
    await poll(() => page.locator('.notice').textContent()).toContain('The photograph itself stays here');
    const link = await copied();
    expect(new URL(link).hash).toContain('light=-30');
    const turned = await shown(page, '.stage');
    const again = await context.newPage();
    await again.goto(link);
    await again.waitForSelector('.view', { timeout: PATIENCE });
    await poll(() => again.locator('.panel h2').textContent()).toBe('My photo.png');
    await poll(() => again.locator('.hero > .hint').textContent()).toMatch(/^(Refined|No code)/);
    await poll(async () => {
      const pixels = await shown(again, '.stage');
      return Math.max(...turned.map((x, i) => Math.abs(x - (pixels[i] ?? 9))));
    }).toBeLessThan(2 / 255);
    await again.close();

    // The command does the same from the file on the disk.
    await button('Copy the command').click();
    const command = await copied();
    expect(command).toContain("dcign rerender 'my photo.png'");
    await runCommand(command, folder);
    const out = /--out (\S+)/.exec(command)![1]!;
    const written = await sharp(await readFile(join(folder, out)), { animated: true }).metadata();
    const saved = await sharp(gif, { animated: true }).metadata();
    expect([written.width, written.pageHeight]).toEqual([saved.width, saved.pageHeight]);

    // Nothing complained.
    expect(tab.complaints).toEqual([]);
    expect(studio.faults).toEqual([]);
  });
});
