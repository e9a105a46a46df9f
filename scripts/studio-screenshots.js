// Takes docs/images/studio-*.png from a studio that is running, with Debian's Chromium:
//
//   dcign studio --model runs/faces --no-open &
//   node scripts/studio-screenshots.js http://127.0.0.1:4150/
//
// Every view in light and dark, and the first one on a phone; each file below 150 kB.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

const [address = 'http://127.0.0.1:4150/'] = process.argv.slice(2);
const folder = fileURLToPath(new URL('../docs/images', import.meta.url));

const MAX_BYTES = 150_000;

const VIEWS = {
  rerender: 'face=person+4&azimuth=40&light=0',
  mix: '',
  explore: 'unit=1',
  scene: 'person=11&azimuth=-30&light=45',
  head: 'person=11&azimuth=-30&light=45',
  learn: '',
  train: '',
};
const DEVICES = {
  '': { viewport: { width: 1320, height: 900 }, deviceScaleFactor: 1 },
  '-phone': { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
};

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  // The head is drawn with WebGL, which has no graphics processor here.
  args: [
    '--headless',
    '--no-sandbox',
    ...['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  ],
});
for (const [device, options] of Object.entries(DEVICES)) {
  const context = await browser.newContext(options);
  // As on any visit but the first, whose hint would be in every picture.
  await context.addInitScript(() => localStorage.setItem('dcign-welcomed', 'yes'));
  const page = await context.newPage();
  await page.goto(address);
  const views = Object.entries(VIEWS).slice(0, device === '-phone' ? 1 : undefined);
  for (const [view, query] of views) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `/${view}?${query}`);
    await page.waitForSelector('.view, .starting h2', { timeout: 120_000 });
    if (view === 'learn') await learn(page);
    else if (view !== 'train')
      await page.waitForFunction(() => {
        const pictures = [...document.querySelectorAll('canvas.picture')];
        return pictures.length > 0 && pictures.every((canvas) => canvas.dataset.ready !== 'false');
      });
    await page.waitForTimeout(2000);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(500);
      const name = `studio-${view}${device}${colorScheme === 'dark' ? '-dark' : ''}.png`;
      await writeFile(`${folder}/${name}`, await compress(await page.screenshot()));
      console.log(name);
    }
  }
}
await browser.close();

/** Until the training has finished: some minutes. */
async function learn(page) {
  await page.getByRole('button', { name: 'Start' }).click();
  const steps = page.locator('.learn .steps', { hasText: 'finished' });
  await steps.waitFor({ timeout: 3_600_000 });
}

/** Greys and one accent need few colours; where there are many faces, fewer still. */
async function compress(screenshot) {
  let png = screenshot;
  for (let quality = 100; png.length > MAX_BYTES || quality === 100; quality -= 10)
    png = await sharp(screenshot).png({ palette: true, quality, effort: 10 }).toBuffer();
  return png;
}
