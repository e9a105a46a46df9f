import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Download } from 'playwright-core';
import sharp from 'sharp';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FittedHead } from '../../../src/fitting/fitHead.js';
import { meanPerson } from '../../../src/head/person.js';
import { texturedHead } from '../../../src/head/texturedHead.js';
import { createFaceScene } from '../../../src/scene/faceScene.js';
import { readGlb } from '../../head/readGlb.js';
import { difference, model } from '../../scene/people.js';
import {
  barriers,
  complaintsOfSoftware,
  goTo,
  hasChromium,
  openedPage,
  PATIENCE,
  poll,
  runCommand,
  SOFTWARE_GL,
} from './browser.js';

const title = hasChromium ? 'fitted heads' : 'fitted heads (skipped: there is no /usr/bin/chromium)';

/** A drawing of somebody in colour, off the middle of a larger picture. */
async function photograph(): Promise<Buffer> {
  const values = new Float32Array(67);
  values.set([15, 4, -30]);
  const side = 200;
  const pixels = createFaceScene(model, { background: 120 }).render(values, side, 3);
  return sharp({ create: { width: 340, height: 260, channels: 3, background: '#787878' } })
    .composite([
      { input: Buffer.from(pixels), raw: { width: side, height: side, channels: 3 }, left: 90, top: 40 },
    ])
    .png()
    .toBuffer();
}

describe.skipIf(!hasChromium)(title, { timeout: 3 * PATIENCE }, () => {
  const opened = openedPage(SOFTWARE_GL);
  let png: Buffer;

  beforeAll(async () => {
    png = await photograph();
  });
  afterEach(() => {
    expect(complaintsOfSoftware(opened.tab)).toEqual([]);
  });

  const canvas = () => opened.tab.page.locator('.view.head .stage canvas[data-ready=true]');
  const isFitted = () => canvas().waitFor({ timeout: PATIENCE });
  const command = () => opened.tab.page.locator('.command code').textContent();
  const workers = () => opened.tab.page.workers().length;

  /** What the command beside the head, as it is copied, says of it and writes. */
  async function commanded() {
    const folder = await mkdtemp(join(tmpdir(), 'dcign-fit-'));
    await writeFile(join(folder, 'ada.png'), png);
    const printed = await runCommand(`${await command()} --json`, folder);
    const { fit } = JSON.parse(printed) as { fit: Pick<FittedHead, 'circumstances'> };
    return { fit, glb: await readGlb(await readFile(join(folder, 'ada.glb'))) };
  }

  test('from Re-render one button fits a head; it is that of the command', async () => {
    const { page } = opened.tab;
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'ada.png', mimeType: 'image/png', buffer: png });
    await page.getByRole('button', { name: 'Use this face' }).click({ timeout: PATIENCE });
    // The scene's worker is there from now on.
    await goTo(page, '/head?person=3');
    await isFitted();
    await goTo(page, '/rerender?face=ada.png');
    const before = workers();
    await page.getByRole('button', { name: 'Fit a head' }).click();
    await poll(() => page.url()).toContain('#/head?face=ada.png');
    await poll(() => page.getByRole('progressbar', { name: 'Fit' }).count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Save GLB' }).isDisabled()).toBe(true);
    expect(await page.getByRole('img', { name: 'ada.png, as it was brought in' }).count()).toBe(1);
    await isFitted();
    expect(await page.getByRole('progressbar', { name: 'Fit' }).count()).toBe(0);
    // The worker of the fit has gone with it.
    await poll(workers).toBe(before);
    expect(await command()).toMatch(/^dcign head ada\.png --model '.*' --crop [\d.,-]+ --out ada\.glb$/);
    const { circumstances } = (await commanded()).fit;
    for (const name of ['Azimuth', 'Elevation', 'Light']) {
      const shown = Number(await page.getByRole('slider', { name, exact: true }).inputValue());
      const own = circumstances[name.toLowerCase() as 'azimuth'];
      expect(Math.abs(shown - own)).toBeLessThan(2);
    }
  });

  test('the file that is saved has the shape that the command fits, and the skin of the photograph', async () => {
    const { page } = opened.tab;
    const [file] = await Promise.all([
      page.waitForEvent('download', { timeout: PATIENCE }) as Promise<Download>,
      page.getByRole('button', { name: 'Save GLB' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('ada.glb');
    const saved = await readGlb(await readFile(await file.path()));
    expect(saved.json.asset.copyright).toContain('Skin from a photograph, whose rights remain');
    expect([saved.texture.width, saved.texture.height]).toEqual([1024, 512]);
    const { glb } = await commanded();
    expect(glb.json.asset.copyright).toBe(saved.json.asset.copyright);
    const own = glb.attribute('POSITION');
    const mean = texturedHead(model, meanPerson(model), { morphs: 0 }).positions;
    // In metres; the mean head is farther away than what encoders in half precision change.
    const away = (a: Float32Array, b: Float32Array): number =>
      a.reduce((sum, x, i) => sum + Math.abs(x - b[i]!), 0) / a.length;
    const positions = saved.attribute('POSITION');
    expect(away(positions, own)).toBeLessThan(away(mean, own) / 3);
  });

  test('sliders turn it and change it, and Reset goes back to what was fitted', async () => {
    const { page } = opened.tab;
    const slider = (name: string) => page.getByRole('slider', { name, exact: true });
    const fitted = await slider('Shape 1').inputValue();
    const picture = async (): Promise<Buffer> =>
      Buffer.from(
        (await canvas().evaluate((one) => (one as HTMLCanvasElement).toDataURL())).split(',')[1]!,
        'base64',
      );
    const raw = async (): Promise<Buffer> =>
      sharp(await picture())
        .resize(64, 64)
        .removeAlpha()
        .raw()
        .toBuffer();
    const before = await raw();
    await slider('Texture 1').focus();
    await page.keyboard.press('Home');
    await poll(async () => difference(await raw(), before)).toBeGreaterThan(0.5);
    await slider('Shape 1').focus();
    await page.keyboard.press('End');
    await slider('Azimuth').focus();
    await page.keyboard.press('End');
    await poll(command).toContain('--set texture.1=-3 --set shape.1=3 --out ada.glb');
    await poll(async () => difference(await raw(), before)).toBeGreaterThan(5);
    await page.getByRole('button', { name: 'Reset' }).click();
    expect(await slider('Shape 1').inputValue()).toBe(fitted);
    await poll(async () => difference(await raw(), before)).toBeLessThan(0.5);
  });

  test('choosing another face breaks a fit off, and so does Cancel; a reload fits anew', async () => {
    const { page } = opened.tab;
    const fetched: string[] = [];
    page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
    const idle = workers();
    const choose = (name: string) => page.getByRole('radio', { name, exact: true }).check({ force: true });
    await choose('person 5');
    await poll(workers).toBe(idle + 1);
    await choose('ada.png');
    await poll(workers).toBe(idle);
    // What was fitted once is there at once.
    await isFitted();
    await choose('person 9');
    await poll(workers).toBe(idle + 1);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await poll(workers).toBe(idle);
    await poll(() => page.url()).toContain('#/rerender?face=person+9');
    // The first fit has brought it.
    expect(fetched).not.toContain('/scene/faces.bin');
    await goTo(page, '/head?face=ada.png');
    await isFitted();
    await page.reload();
    await isFitted();
    expect(await page.locator('.panel h2').textContent()).toBe('Ada.png');
    expect(await page.locator('.panel .own').textContent()).toContain('It is seen at azimuth');
    expect(await command()).toContain('--crop');
  });

  test('an address that names a photograph of somebody else says that it is not here', async () => {
    const { page } = opened.tab;
    await goTo(page, '/head?face=eve.png');
    await poll(() => page.locator('.notice').textContent()).toContain('eve.png is not in this browser');
    await page.getByRole('button', { name: 'Drawn people' }).click();
    await poll(() => page.locator('.panel h2').textContent()).toBe('Mean person');
  });

  test('is accessible', async () => {
    await goTo(opened.tab.page, '/head?face=ada.png');
    await isFitted();
    await poll(() => barriers(opened.tab.page)).toEqual([]);
  });

  test('what shows no face is refused in the words of the command', async () => {
    const page = await (await opened.browser.newContext()).newPage();
    await page.route('**/model/model.json', async (route) => {
      const description = await (await route.fetch()).json();
      const judgement = { weights: [0, 0, 0], bias: -100 };
      await route.fulfill({ json: { ...description, judgement } });
    });
    await page.goto(`${opened.studio.url}?engine=wasm`);
    const grey = Buffer.from(Array.from({ length: 60 * 40 }, (_, i) => (i * 7) % 240));
    const wall = await sharp(grey, { raw: { width: 60, height: 40, channels: 1 } })
      .png()
      .toBuffer();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'wall.png', mimeType: 'image/png', buffer: wall });
    await page.getByRole('button', { name: 'Use this face' }).click({ timeout: PATIENCE });
    await page.getByRole('button', { name: 'Fit a head' }).click();
    await poll(() => page.locator('.stage .pending').textContent()).toBe(
      'No head was fitted to wall.png: this is not a face that the model can read. Give a photograph of one face, ' +
        'seen from no farther aside than its profile, or frame the face anew.',
    );
    expect(await page.getByRole('button', { name: 'Save GLB' }).isDisabled()).toBe(true);
  });
});
