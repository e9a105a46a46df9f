import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fixture, openStudio } from '../server/studio.js';
import { tinySprites } from '../tinyModel.js';
import {
  expectPicture,
  goTo,
  hasChromium,
  openBrowser,
  openTab,
  PATIENCE,
  poll,
  type Tab,
} from './browser.js';

const title = hasChromium ? 'a model of sprites' : 'a model of sprites (skipped: no /usr/bin/chromium)';

/** What a picture of a square is not. */
const PEOPLE = /\b(person|people|persons|head|heads|faces?|photographs? of|skin|crown|chin|eyes)\b/i;

describe.skipIf(!hasChromium)(title, { timeout: PATIENCE }, () => {
  let studio: Fixture;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let tab: Tab;
  beforeAll(async () => {
    studio = await openStudio(await tinySprites());
    browser = await openBrowser();
    tab = await openTab(browser, `${studio.url}?engine=wasm`);
  }, PATIENCE);
  afterAll(async () => {
    await browser?.close();
    await studio?.close();
  });

  /** All that is written on the page, or said of it to those who cannot see it. */
  const words = () =>
    tab.page.evaluate(() => {
      const labels = [...document.querySelectorAll('[aria-label], [title], [alt], [aria-roledescription]')];
      const said = labels.flatMap((one) =>
        ['aria-label', 'title', 'alt', 'aria-roledescription'].map((name) => one.getAttribute(name) ?? ''),
      );
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) said.push(walker.currentNode.textContent ?? '');
      return said;
    });
  const expectNoPeople = async (where: string): Promise<void> => {
    const found = (await words()).filter((text) => PEOPLE.test(text)).map((text) => PEOPLE.exec(text)?.[0]);
    expect({ where, found }).toEqual({ where, found: [] });
  };

  test('speaks of pictures in every view, and has no view of what it cannot draw', async () => {
    const { page } = tab;
    expect(await page.locator('nav a').allTextContents()).toEqual(['Re-render', 'Mix', 'Explore', 'Train']);
    for (const view of ['rerender', 'mix', 'explore', 'train']) {
      await goTo(page, `/${view}`);
      await page.waitForSelector(view === 'train' ? '.starting' : `.view.${view}`);
      await expectNoPeople(view);
    }
    // An address may ask for what there is not.
    for (const view of ['scene', 'head']) {
      await goTo(page, `/${view}`);
      await page.waitForSelector('.view.rerender');
      await expectNoPeople(view);
    }
    await goTo(page, '/rerender');
    await page.getByRole('button', { name: 'Help' }).click();
    await page.waitForSelector('dialog');
    await expectNoPeople('help');
    await page.keyboard.press('Escape');
    const halves = Uint8Array.from({ length: 3 * 40 * 30 }, (_, i) => (i % 120 < 60 ? 0 : 255));
    const buffer = await sharp(halves, { raw: { width: 40, height: 30, channels: 3 } })
      .png()
      .toBuffer();
    await page.locator('input[type=file]').setInputFiles({ name: 'half.png', mimeType: 'image/png', buffer });
    await page.waitForSelector('dialog .cropping');
    await poll(() => page.locator('dialog .button.primary').isEnabled()).toBe(true);
    await expectNoPeople('framing');
    await page.keyboard.press('Escape');
    expect(tab.complaints).toEqual([]);
  });

  test('its levels are turned', async () => {
    const { page } = tab;
    await goTo(page, '/rerender?face=picture+2&shape=2');
    await poll(() => page.locator('.panel h2').textContent()).toBe('Picture 2');
    expect(await page.getByRole('slider', { name: 'Shape', exact: true }).getAttribute('max')).toBe('2');
    const grey = await page.locator('.trio canvas').first();
    await poll(() => grey.getAttribute('data-ready')).toBe('true');
    const input = await grey.evaluate((canvas) => [...(canvas as unknown as { pixels: number[] }).pixels]);
    const { mu } = await studio.model.encode(Float32Array.from(input));
    // Calibrated by two knots: level 2 is where the unit is 1.
    mu[0] = 1;
    await expectPicture(page, '.stage', await studio.model.decode(mu));
  });
});
