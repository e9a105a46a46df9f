// Takes pictures of a studio that is running, with Debian's Chromium: every view on a desktop and on a phone, light and
// dark, to be looked at in FOLDER (screenshots.tmp); those that the docs show go to docs/images, too. Needs a built
// dist/, for the film that the mirror sees.
//
//   dcign studio --no-open &
//   node scripts/studio-screenshots.js http://127.0.0.1:4150/ [FOLDER [VIEW ...]]
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { cameraFlags, writeFilm } from './studio/film.js';

const [address = 'http://127.0.0.1:4150/', folder = 'screenshots.tmp', ...only] = process.argv.slice(2);
const images = fileURLToPath(new URL('../docs/images', import.meta.url));

const VIEWS = {
  rerender: 'face=person+4&azimuth=40&light=0',
  mix: '',
  explore: 'unit=1',
  scene: 'person=11&azimuth=-30&light=45',
  head: 'person=11&azimuth=-30&light=45',
  mirror: 'face=person+4',
  learn: '',
  train: '',
};
const DEVICES = {
  '': { viewport: { width: 1320, height: 900 }, deviceScaleFactor: 1 },
  '-phone': { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
};
/** Pictures in README.md and docs/. */
const SHOWN = new Set(
  ['rerender', 'mix-dark', 'explore', 'scene-dark', 'head', 'learn', 'train'].map(
    (name) => `studio-${name}.webp`,
  ),
);

await mkdir(folder, { recursive: true });
const film = join(await mkdtemp(join(tmpdir(), 'dcign-camera-')), 'camera.y4m');
await writeFilm(film, Array(30).fill(25), 30);
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  // The head is drawn with WebGL, which has no graphics processor here.
  args: [
    '--headless',
    '--no-sandbox',
    ...['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    ...cameraFlags(film),
  ],
});
for (const [device, options] of Object.entries(DEVICES)) {
  const context = await browser.newContext(options);
  // As on any visit but the first, whose hint would be in every picture.
  await context.addInitScript(() => localStorage.setItem('dcign-welcomed', 'yes'));
  const page = await context.newPage();
  page.setDefaultTimeout(600_000);
  await page.goto(address);
  for (const [view, query] of Object.entries(VIEWS)) {
    if (only.length > 0 && !only.includes(view)) continue;
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `/${view}?${query}`);
    await page.waitForSelector(`.view.${view}, .starting h2`);
    if (view === 'learn') await learn(page);
    if (view === 'mirror') await mirror(page);
    if (view !== 'learn' && view !== 'train')
      await page.waitForFunction(() => {
        const pictures = [...document.querySelectorAll('canvas.picture')];
        return pictures.length > 0 && pictures.every((canvas) => canvas.dataset.ready !== 'false');
      });
    await page.waitForTimeout(2000);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(500);
      const name = `studio-${view}${device}${colorScheme === 'dark' ? '-dark' : ''}.webp`;
      const picture = await sharp(await page.screenshot())
        .webp({ quality: 80, effort: 6 })
        .toBuffer();
      await writeFile(join(folder, name), picture);
      if (SHOWN.has(name)) await writeFile(join(images, name), picture);
      console.log(
        `${name}  ${Math.round(picture.length / 1000)} kB${SHOWN.has(name) ? ', in the docs' : ''}`,
      );
    }
  }
  await context.close();
}
await browser.close();

/** Until the training has finished: some minutes. */
async function learn(page) {
  await page.getByRole('button', { name: 'Start' }).click();
  await page.locator('.learn .steps', { hasText: 'finished' }).waitFor({ timeout: 3_600_000 });
}

/** Until someone is seen, who turns aside. */
async function mirror(page) {
  await page.getByRole('button', { name: 'Start the camera' }).click();
  await page.locator('.angles dd').first().waitFor();
}
