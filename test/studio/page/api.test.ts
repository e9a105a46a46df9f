import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { glancing } from '../../../src/model/glances.js';
import { controlsOf, findControl } from '../../../src/rerender/controls.js';
import { pictures } from '../server/studio.js';
import { CODE, SIZE } from '../tinyModel.js';
import { barriers, hasChromium, openedPage, PATIENCE, poll } from './browser.js';

const title = hasChromium ? 'the page of the API' : 'the page of the API (skipped: no /usr/bin/chromium)';
const hasCurl = existsSync('/usr/bin/curl');

describe.skipIf(!hasChromium)(title, { timeout: PATIENCE }, () => {
  const opened = openedPage();
  const card = (name: string) => opened.tab.page.locator('details').filter({ hasText: name });
  const attempt = (name: string) => card(name).getByRole('button', { name: 'Try it' }).click();
  const bytesOf = async (png: Buffer): Promise<readonly number[]> => {
    const { data, info } = await sharp(png).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([SIZE, SIZE]);
    return [...data];
  };
  const rerendered = async (pixels: Float32Array, azimuth: number): Promise<readonly number[]> => {
    const { model } = opened.studio;
    const { mu } = await glancing(model).encode(pixels);
    const code = findControl(controlsOf(model.description), 'azimuth').turn(mu, azimuth);
    return Array.from(await model.decode(code), (x) => Math.round(255 * x));
  };
  const greysIn = async (name: string): Promise<readonly number[]> => {
    await poll(() => card(name).locator('img').count()).toBe(1);
    return card(name)
      .locator('img')
      .evaluate(async (element) => {
        const image = element as HTMLImageElement;
        await image.decode();
        const { naturalWidth: width, naturalHeight: height } = image;
        const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d')!;
        context.drawImage(image, 0, 0);
        return [...context.getImageData(0, 0, width, height).data].filter((_, i) => i % 4 === 0);
      });
  };

  test('is found from the help, and lists what the server describes', async () => {
    const { page } = opened.tab;
    await page.getByRole('button', { name: 'Help' }).click();
    await page.getByRole('link', { name: /what it takes and gives/ }).click();
    await poll(() => page.locator('summary code').allTextContents()).toContain('POST /api/encode');
    const { paths } = JSON.parse(await (await fetch(`${opened.studio.url}api/openapi.json`)).text());
    expect((await page.locator('summary code').allTextContents()).map((text) => text.split(' ')[1])).toEqual(
      Object.keys(paths),
    );
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(500);
      for (const one of await page.locator('details').all())
        await one.evaluate((details) => details.setAttribute('open', ''));
      expect(await barriers(page)).toEqual([]);
    }
  });

  test('decodes what it proposes', async () => {
    await attempt('POST /api/decode');
    const white = await opened.studio.model.decode(new Float32Array(CODE));
    const shown = await card('POST /api/decode').locator('img').first().getAttribute('src');
    expect(await bytesOf(Buffer.from(shown!.split(',')[1]!, 'base64'))).toEqual(
      Array.from(white, (x) => Math.round(255 * x)),
    );
  });

  test('re-renders a file that is chosen, and so does the command below it', async () => {
    const [picture] = await pictures(1);
    const rerender = card('POST /api/rerender');
    expect(await rerender.locator('textarea').inputValue()).toBe('{"set":{"azimuth":30}}');
    await rerender
      .locator('input[type=file]')
      .setInputFiles({ name: "it's me.png", mimeType: 'image/png', buffer: picture!.png });
    await rerender.locator('textarea').fill('{"set": {"azimuth": -25}}');
    await attempt('POST /api/rerender');
    // Where no media type is asked for by name, the picture itself comes.
    const expected = await rerendered(picture!.pixels, -25);
    expect(await greysIn('POST /api/rerender')).toEqual(expected);
    if (!hasCurl) return;
    const folder = await mkdtemp(join(tmpdir(), 'dcign-api-'));
    await writeFile(join(folder, "it's me.png"), picture!.png);
    const command = `${await rerender.locator('.curl').textContent()} > out.png`;
    await promisify(execFile)('sh', ['-c', command], { cwd: folder });
    expect(await bytesOf(await readFile(join(folder, 'out.png')))).toEqual(expected);
  });

  test('says what was refused, and what is no JSON', async () => {
    const rerender = card('POST /api/rerender');
    await rerender.locator('textarea').fill('{"set": {"azimut": 1}}');
    await attempt('POST /api/rerender');
    await poll(() => rerender.locator('[aria-live] pre').textContent()).toContain('Did you mean azimuth?');
    await rerender.locator('textarea').fill('{');
    await attempt('POST /api/rerender');
    await poll(() => rerender.locator('[aria-live]').textContent()).toBe('The body is no JSON.');
    await card('GET /api/runs/{name}/config').getByRole('textbox').fill('a/b');
    await attempt('GET /api/runs/{name}/config');
    await poll(() => card('GET /api/runs/{name}/config').locator('[aria-live]').textContent()).toContain(
      'There is no run called',
    );
  });
});
