import { describe, expect, test } from 'vitest';
import { goTo, hasChromium, openedPage, PATIENCE } from './browser.js';

const title = hasChromium ? 'layout' : 'layout (skipped: there is no /usr/bin/chromium)';
const VIEWS = [
  'rerender',
  'mix',
  'explore',
  'scene',
  'head',
  'head?face=person+5',
  'mirror',
  'learn',
  'train',
];

describe.skipIf(!hasChromium)(title, { timeout: PATIENCE }, () => {
  const opened = openedPage();

  test.each([320, 360, 540, 768, 1366, 1920])('no view scrolls sideways at %i px', async (width) => {
    const { page } = opened.tab;
    await page.setViewportSize({ width, height: 700 });
    for (const view of VIEWS) {
      await goTo(page, `/${view}`);
      await page.waitForSelector(view === 'train' ? '.starting' : `.view.${view.replace(/\?.*/, '')}`);
      const beyond = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect({ view, beyond }).toEqual({ view, beyond: 0 });
      if (!view.startsWith('head')) continue;
      const picture = (await page.locator('.stage canvas').boundingBox())!;
      expect(picture.width).toBeGreaterThan(120);
    }
  });

  test('on a phone the tab of the view is brought to where it is seen', async () => {
    const { page } = opened.tab;
    await page.setViewportSize({ width: 360, height: 640 });
    for (const view of ['train', 'rerender']) {
      await goTo(page, `/${view}`);
      await page.waitForSelector(view === 'train' ? '.starting' : `.view.${view}`);
      const [tab, nav] = [
        (await page.locator('nav [aria-current]').boundingBox())!,
        (await page.locator('nav').boundingBox())!,
      ];
      expect(tab.x).toBeGreaterThanOrEqual(nav.x);
      expect(tab.x + tab.width).toBeLessThanOrEqual(nav.x + nav.width);
    }
  });

  test.each([
    [320, 256],
    [540, 400],
    [360, 640],
  ])('at %i x %i every slider can be brought to where it is seen', async (width, height) => {
    const { page } = opened.tab;
    await page.setViewportSize({ width, height });
    await goTo(page, '/rerender');
    await page.waitForSelector('.panel input[type=range]');
    const covered = await page.evaluate(() => {
      const sliders = [...document.querySelectorAll('.panel input[type=range]')];
      return sliders.filter((slider) => {
        slider.scrollIntoView({ block: 'end' });
        const { left, top, width: w, height: h } = slider.getBoundingClientRect();
        return document.elementFromPoint(left + w / 2, top + h / 2) !== slider;
      }).length;
    });
    expect(covered).toBe(0);
    // Where the window is low nothing stays in sight but what is scrolled to.
    if (height > 560) return;
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    for (const one of ['.top', '.hero']) {
      const { y, height: tall } = (await page.locator(one).boundingBox())!;
      expect(y + tall).toBeLessThanOrEqual(0);
    }
  });

  test.each([
    [1366, 650],
    [1280, 720],
  ])('at %i x %i all of the picture is seen', async (width, height) => {
    const { page } = opened.tab;
    await page.setViewportSize({ width, height });
    await goTo(page, '/rerender');
    await page.waitForSelector('.view.rerender');
    await page.evaluate(() => scrollTo(0, 0));
    const box = (await page.locator('.stage canvas').boundingBox())!;
    expect(box.y + box.height).toBeLessThanOrEqual(height);
    expect(box.width).toBeGreaterThan(250);
  });

  test('what takes the focus is not below the head of the page', async () => {
    const { page } = opened.tab;
    await page.setViewportSize({ width: 1366, height: 650 });
    await goTo(page, '/rerender');
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    const first = page.getByRole('slider', { name: 'Azimuth', exact: true });
    await first.focus();
    const top = (await page.locator('.top').boundingBox())!;
    expect((await first.boundingBox())!.y).toBeGreaterThanOrEqual(top.y + top.height);
  });

  test('with forced colours the current view and the tracks of sliders are still seen', async () => {
    const { page } = opened.tab;
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ forcedColors: 'active' });
    await goTo(page, '/rerender');
    const styles = await page.evaluate(() => {
      const of = (selector: string) => getComputedStyle(document.querySelector(selector)!);
      return {
        current: of('nav a[aria-current]').outlineStyle,
        other: of('nav a:not([aria-current])').outlineStyle,
        track: of('.track input').backgroundImage,
      };
    });
    await page.emulateMedia({ forcedColors: null });
    expect(styles).toMatchObject({ current: 'solid', other: 'none' });
    expect(styles.track).toContain('linear-gradient');
  });
});
