import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Download } from 'playwright-core';
import sharp from 'sharp';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { toGlb } from '../../../src/head/glb.js';
import { drawPerson } from '../../../src/head/person.js';
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

const title = hasChromium ? 'the view Head' : 'the view Head (skipped: there is no /usr/bin/chromium)';

/** Side of the pictures that are compared. */
const SIZE = 64;

describe.skipIf(!hasChromium)(title, { timeout: PATIENCE }, () => {
  const opened = openedPage(SOFTWARE_GL);
  const asked: string[] = [];

  beforeAll(async () => {
    opened.tab.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  });
  afterEach(() => {
    expect(complaintsOfSoftware(opened.tab)).toEqual([]);
  });

  const person = drawPerson(model, 3);

  async function scenePicture(azimuth: number, elevation: number, light: number): Promise<Buffer> {
    const values = Float32Array.from([azimuth, elevation, light, ...person.shape, ...person.texture]);
    const side = 4 * SIZE;
    const image = createFaceScene(model).render(values, side, 3);
    return sharp(image, { raw: { width: side, height: side, channels: 3 } })
      .resize(SIZE, SIZE)
      .raw()
      .toBuffer();
  }

  async function shown(): Promise<Buffer> {
    const canvas = opened.tab.page.locator('.view.head .stage canvas[data-ready=true]');
    const url = await canvas.evaluate((one) => (one as HTMLCanvasElement).toDataURL());
    return sharp(Buffer.from(url.split(',')[1]!, 'base64'))
      .resize(SIZE, SIZE)
      .removeAlpha()
      .raw()
      .toBuffer();
  }

  test('three.js is fetched when the view opens, and not before', async () => {
    expect(asked.filter((path) => path.includes('viewer'))).toEqual([]);
    await goTo(opened.tab.page, '/head?person=3');
    await poll(() => asked.filter((path) => path.includes('viewer')).length).toBe(1);
    await poll(() => opened.tab.page.title()).toContain('Head');
  });

  test.each([
    [0, 0, 0],
    [50, 10, -60],
    [-70, -20, 40],
  ])('shows the person as the scene draws it: azimuth %i, elevation %i, light %i', async (...pose) => {
    const [azimuth, elevation, light] = pose;
    await goTo(opened.tab.page, `/head?person=3&azimuth=${azimuth}&elevation=${elevation}&light=${light}`);
    const expected = await scenePicture(azimuth, elevation, light);
    await poll(async () => difference(await shown(), expected)).toBeLessThan(4);
    const turned = await scenePicture(-azimuth - 20, elevation, -light - 20);
    expect(difference(await shown(), turned)).toBeGreaterThan(8);
  });

  test('keys turn the head, from behind too; the sun moves the light', async () => {
    const { page } = opened.tab;
    await goTo(page, '/head?person=3');
    await page.getByRole('application').focus();
    await page.keyboard.press('ArrowRight');
    const slider = (name: string) => page.getByRole('slider', { name, exact: true });
    expect(await slider('Azimuth').inputValue()).toBe('4');
    await slider('Azimuth').focus();
    await page.keyboard.press('End');
    expect(await slider('Azimuth').inputValue()).toBe('180');
    await page.locator('.sun [role=slider]').focus();
    await page.keyboard.press('ArrowLeft');
    expect(await slider('Light').inputValue()).toBe('-4');
    const expected = await scenePicture(180, 0, -4);
    await poll(async () => difference(await shown(), expected)).toBeLessThan(4);
  });

  test('saves the file that the command beside it writes', async () => {
    const { page } = opened.tab;
    await goTo(page, '/head?person=3&azimuth=20');
    await poll(() => page.locator('.command code').textContent()).toBe(
      'dcign head --seed 3 --out person-3.glb',
    );
    await page.getByRole('button', { name: 'Save GLB' }).focus();
    const [file] = await Promise.all([
      page.waitForEvent('download') as Promise<Download>,
      page.keyboard.press('Enter'),
    ]);
    expect(file.suggestedFilename()).toBe('person-3.glb');
    const saved = await readGlb(await readFile(await file.path()));
    const written = await readGlb(await toGlb(texturedHead(model, person)));
    expect(saved.json.asset).toEqual(written.json.asset);
    expect(saved.json.meshes).toEqual(written.json.meshes);
    for (const name of ['POSITION', 'NORMAL', 'TEXCOORD_0'])
      expect(saved.attribute(name)).toEqual(written.attribute(name));
    expect(saved.target(0, 'POSITION')).toEqual(written.target(0, 'POSITION'));
    expect(saved.texture).toEqual(written.texture);
    const folder = await mkdtemp(join(tmpdir(), 'dcign-head-'));
    await runCommand((await page.locator('.command code').textContent())!, folder);
    const commanded = await readGlb(await readFile(join(folder, 'person-3.glb')));
    expect(commanded.json.meshes).toEqual(saved.json.meshes);
    expect(commanded.attribute('POSITION')).toEqual(saved.attribute('POSITION'));
    expect(commanded.texture).toEqual(saved.texture);
  });

  test.each(['light', 'dark'] as const)('is accessible in %s colours', async (colorScheme) => {
    await opened.tab.page.emulateMedia({ colorScheme });
    // Half-way from light to dark a colour has neither's contrast: transitions end.
    await poll(() => barriers(opened.tab.page)).toEqual([]);
  });
});
