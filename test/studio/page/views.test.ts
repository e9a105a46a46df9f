import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Download } from 'playwright-core';
import sharp from 'sharp';
import { afterEach, describe, expect, test } from 'vitest';
import { compose, openHeads } from '../../../scripts/framing/compose.js';
import { glancing } from '../../../src/model/glances.js';
import { Random } from '../../../src/numeric/random.js';
import { controlsOf, findControl } from '../../../src/rerender/controls.js';
import { decodePhotograph } from '../../../src/rerender/readPhotograph.js';
import { openScene } from '../../../src/scene/openScene.js';
import { mixCodes } from '../../../src/studio/page/state/mix.js';
import { RunFolder } from '../../../src/training/run.js';
import { tinyOptions } from '../../training/tiny.js';
import { SIZE } from '../tinyModel.js';
import {
  expectPicture,
  galleryEntries,
  goTo,
  hasChromium,
  openedPage,
  openTab,
  PATIENCE,
  poll,
  shown,
} from './browser.js';

const title = hasChromium ? 'the page' : 'the page (skipped: there is no /usr/bin/chromium)';

describe.skipIf(!hasChromium)(title, { timeout: PATIENCE }, () => {
  const opened = openedPage();
  afterEach(() => {
    expect(opened.tab.complaints).toEqual([]);
  });

  const pictureOf = async (name: string): Promise<Float32Array> => {
    const { image } = galleryEntries(opened.studio.assets).find((entry) => entry.name === name)!;
    const grey = await sharp(opened.studio.assets.get(image) as Uint8Array)
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    return Float32Array.from(grey, (x) => x / 255);
  };
  const codeOf = async (name: string): Promise<Float32Array> =>
    (await glancing(opened.studio.model).encode(await pictureOf(name))).mu;
  const truthOf = async (name: string, azimuth: number): Promise<Float32Array> => {
    const { values } = galleryEntries(opened.studio.assets).find((entry) => entry.name === name)!;
    const numbers = Float32Array.from(Object.values({ ...values, azimuth }));
    return Float32Array.from((await openScene('faces')).render(numbers, 192), (x) => x / 255);
  };
  const controls = () => controlsOf(opened.studio.model.description);
  const slider = (label: string) => opened.tab.page.getByRole('slider', { name: label, exact: true });
  const save = async (what: string): Promise<{ name: string; bytes: Buffer }> => {
    const [file] = await Promise.all([
      opened.tab.page.waitForEvent('download') as Promise<Download>,
      opened.tab.page.getByRole('button', { name: what, exact: true }).click(),
    ]);
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  };

  test('threads, since the server isolates the page', async () => {
    expect(await opened.tab.page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(await opened.tab.page.locator('.engine').getAttribute('data-engine')).toBe('wasm');
  });

  test('a slider shows what the decoder draws', async () => {
    const { page } = opened.tab;
    await page.getByRole('radio', { name: 'person 5', exact: true }).check({ force: true });
    const mu = await codeOf('person 5');
    await expectPicture(page, '.stage', await opened.studio.model.decode(mu));
    await slider('Azimuth').fill('40');
    await slider('Shape 1').fill('-1.5');
    const code = findControl(controls(), 'shape').turn(findControl(controls(), 'azimuth').turn(mu, 40), -1.5);
    await expectPicture(page, '.stage', await opened.studio.model.decode(code));
    await poll(() => page.url()).toContain('azimuth=40');
    expect(await page.locator('.command code').textContent()).toContain('--set shape=-1.5');
    await slider('Azimuth').dblclick();
    const alone = findControl(controls(), 'shape').turn(mu, -1.5);
    await expectPicture(page, '.stage', await opened.studio.model.decode(alone));
  });

  test('the address brings back what was seen', async () => {
    const again = await openTab(
      opened.browser,
      `${opened.studio.url}?engine=wasm#/rerender?face=person+7&light=-30`,
    );
    const code = findControl(controls(), 'light').turn(await codeOf('person 7'), -30);
    await expectPicture(again.page, '.stage', await opened.studio.model.decode(code));
    await again.page.context().close();
  });

  test('a drag on the picture turns the head, the sun moves the light, keys do both', async () => {
    const { page } = opened.tab;
    await goTo(page, '/rerender?face=person+5&azimuth=0&light=0');
    const picture = (await page.locator('.grip').boundingBox())!;
    const [x, y] = [picture.x + picture.width / 2, picture.y + picture.height / 2];
    await poll(() => slider('Azimuth').inputValue()).toBe('0');
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + picture.width / 4, y, { steps: 4 });
    await page.mouse.up();
    // A quarter of the picture is a quarter of the range, -80 to 80.
    await poll(() => slider('Azimuth').inputValue()).toBe('40');
    await page.locator('.grip').press('ArrowLeft');
    await poll(() => slider('Azimuth').inputValue()).toBe('36');
    const sun = (await page.locator('.sun').boundingBox())!;
    await page.mouse.click(sun.x + sun.width * 0.95, sun.y + sun.height / 2);
    await poll(() => slider('Light').inputValue()).toBe('75');
    await slider('Light, drawn as a sun').press('ArrowLeft');
    await poll(() => slider('Light').inputValue()).toBe('71');
  });

  test('the true render beside a face is the scene', async () => {
    const { page } = opened.tab;
    await goTo(page, '/rerender?face=person+5&azimuth=20');
    await expectPicture(page, '.trio figure:nth-child(3)', await truthOf('person 5', 20));
  });

  test('an uploaded photograph is framed and read', async () => {
    const { page } = opened.tab;
    await goTo(page, '/rerender');
    const pixels = await pictureOf('person 9');
    const grey = Uint8Array.from(pixels, (x) => Math.round(255 * x));
    const raw = { width: SIZE, height: SIZE, channels: 1 } as const;
    const png = await sharp(grey, { raw }).toColourspace('srgb').png().toBuffer();
    const upload = page.locator('input[type=file]');
    await upload.setInputFiles({ name: 'holiday.png', mimeType: 'image/png', buffer: png });
    await page.getByRole('button', { name: 'Use this face' }).click();
    await expectPicture(page, '.trio figure:nth-child(1)', pixels);
    // What the encoder reads at first sight stands only until a better code has been found.
    await poll(() => page.locator('.hero > .hint').textContent()).toMatch(/^(Refined|No code)/);
    expect(await shown(page, '.stage')).toHaveLength(SIZE * SIZE);
    // A PGM, which no browser opens by itself; then what is no image at all.
    const pgm = Buffer.concat([Buffer.from(`P5 ${SIZE} ${SIZE} 255\n`), grey]);
    await upload.setInputFiles({ name: 's1.pgm', mimeType: '', buffer: pgm });
    await page.getByRole('button', { name: 'Use this face' }).click();
    await expectPicture(page, '.trio figure:nth-child(1)', pixels);
    await upload.setInputFiles({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no') });
    await poll(() => page.locator('.notice').textContent()).toContain(
      'notes.png is not an image that this browser can read',
    );
    await page.getByRole('button', { name: 'Close' }).click();
  });

  test('a photograph is framed by the faces in it, as the commands frame it', async () => {
    const { page } = opened.tab;
    await goTo(page, '/rerender');
    const { picture } = await compose(await openHeads(), new Random('page'), {
      ...{ width: 421, height: 333, heads: 2, sides: [90, 150], roll: 15, turn: 20 },
    });
    const raw = { width: picture.width, height: picture.height, channels: 3 } as const;
    const png = await sharp(picture.pixels, { raw }).png().toBuffer();
    for (const face of [1, 2]) {
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'party.png', mimeType: 'image/png', buffer: png });
      await page.getByLabel('Which face').selectOption(String(face), { timeout: PATIENCE });
      expect(await page.locator('.cropping ~ .hint').textContent()).toContain('2 faces were found');
      await page.getByRole('button', { name: 'Use this face' }).click();
      const { pixels } = await decodePhotograph(png, 'party.png', SIZE, { way: 'face', face });
      await expectPicture(
        page,
        '.trio figure:nth-child(1)',
        Float32Array.from(pixels, (grey) => grey / 255),
      );
    }
  });

  test('framing: keys, wheel and slider move the photograph', async () => {
    const { page } = opened.tab;
    const raw = { width: 60, height: 40, channels: 3 } as const;
    const gradient = Buffer.from(
      Uint8Array.from({ length: 60 * 40 * 3 }, (_, i) => (4 * Math.floor(i / 3)) % 240),
    );
    const png = await sharp(gradient, { raw }).png().toBuffer();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'wide.png', mimeType: 'image/png', buffer: png });
    const made = () => shown(page, '.cropping');
    await poll(async () => (await made()).length).toBe(SIZE * SIZE);
    for (const act of [
      () => page.locator('.frame').press('ArrowRight'),
      () => page.locator('.frame').press('+'),
      () => page.getByLabel('Straighten').fill('20'),
    ]) {
      const before = await made();
      await act();
      await poll(async () => (await made()).join() !== before.join()).toBe(true);
    }
    await page.keyboard.press('Escape');
    await poll(() => page.locator('dialog').count()).toBe(0);
  });

  test('a sweep plays, and ends where it began', async () => {
    const { page } = opened.tab;
    await goTo(page, '/rerender?face=person+5&azimuth=10');
    await poll(() => slider('Azimuth').inputValue()).toBe('10');
    const play = page.getByRole('button', { name: 'Azimuth', exact: true });
    const before = await shown(page, '.stage');
    await play.click();
    await poll(async () => Math.abs(Number(await slider('Azimuth').inputValue()) - 10)).toBeGreaterThan(5);
    expect(await shown(page, '.stage')).not.toEqual(before);
    expect(await play.getAttribute('aria-pressed')).toBe('true');
    await play.click();
    await poll(() => slider('Azimuth').inputValue()).toBe('10');
  });

  test('a sweep is saved as GIF, sheet and film', async () => {
    await goTo(opened.tab.page, '/rerender?face=person+5&vary=light');
    const gif = await save('GIF');
    expect(gif.name).toBe('person 5-light.gif');
    const { pages, delay, loop, width, pageHeight } = await sharp(gif.bytes, { animated: true }).metadata();
    expect({ pages, loop, delay: new Set(delay) }).toEqual({ pages: 48, loop: 0, delay: new Set([60]) });
    expect([width, pageHeight]).toEqual([3 * 132 + 4, 18 + 128 + 4]);
    // The input, which comes first, is in its place.
    const cell = await sharp(gif.bytes)
      .extract({ left: 4, top: 18, width: 128, height: 128 })
      .resize(SIZE, SIZE, { kernel: 'cubic' })
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    const input = await pictureOf('person 5');
    const error = cell.reduce((sum, x, i) => sum + Math.abs(x / 255 - input[i]!), 0) / cell.length;
    expect(error).toBeLessThan(0.05);
    const sheet = await save('PNG sheet');
    const size = await sharp(sheet.bytes).metadata();
    expect([size.width, size.height]).toEqual([11 * 132 + 4, 4 * (18 + 128) + 4]);
    const film = await save('WebM');
    expect(film.bytes.subarray(0, 4).toString('hex')).toBe('1a45dfa3');
    expect(film.bytes.length).toBeGreaterThan(5_000);
  });

  test('the picture as it stands is saved, copied and enlarged', async () => {
    const { page } = opened.tab;
    await goTo(page, '/rerender?face=person+5&azimuth=20');
    const code = findControl(controls(), 'azimuth').turn(await codeOf('person 5'), 20);
    const picture = await opened.studio.model.decode(code);
    await expectPicture(page, '.stage', picture);
    for (const times of [1, 2, 4]) {
      await page.getByLabel('Size').selectOption(String(times));
      const { name, bytes } = await save('Save picture');
      expect(name).toBe('person 5.png');
      const { data, info } = await sharp(bytes)
        .toColourspace('b-w')
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([times * SIZE, times * SIZE]);
      const exact = Uint8Array.from(picture, (x) => Math.round(255 * x));
      if (times === 1)
        for (const [i, grey] of data.entries()) expect(Math.abs(grey - exact[i]!)).toBeLessThan(2);
    }
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await poll(() => page.locator('.notice').textContent()).toContain('The picture is copied');
    const types = await page.evaluate(async () =>
      (await navigator.clipboard.read()).flatMap((item) => item.types),
    );
    expect(types).toEqual(['image/png']);
    await page.getByRole('button', { name: 'Enlarge' }).click();
    await expectPicture(page, 'dialog .wipe', picture);
    await page.getByLabel('Compare with').selectOption('Input');
    await expectPicture(page, 'dialog .over', await pictureOf('person 5'));
    await page.getByRole('slider', { name: 'Input up to' }).fill('25');
    expect(await page.locator('.over').evaluate((over) => getComputedStyle(over).clipPath)).toContain('75%');
    await page.getByLabel('Compare with').selectOption('True render');
    await expectPicture(page, 'dialog .over', await truthOf('person 5', 20));
    await page.keyboard.press('Escape');
    await poll(() => page.locator('dialog').count()).toBe(0);
  });

  test('mixing takes pose, light and person from three pictures', async () => {
    const { page } = opened.tab;
    await goTo(page, '/mix?pose=person+2&light=person+3&person=person+4&from=person+2&to=person+3&share=30');
    const [pose, light, person] = await Promise.all(['person 2', 'person 3', 'person 4'].map(codeOf));
    const sources: Record<string, Float32Array> = { azimuth: pose!, light: light! };
    const mixed = mixCodes(opened.studio.model.description.groups, (name) => sources[name] ?? person!);
    await expectPicture(page, '[aria-labelledby=mix-parts]', await opened.studio.model.decode(mixed));
    const between = pose!.map((from, i) => 0.7 * from + 0.3 * light![i]!);
    await expectPicture(page, '[aria-labelledby=mix-between]', await opened.studio.model.decode(between));
  });

  test('exploring sorts the units and moves the chosen one', async () => {
    const { page } = opened.tab;
    await goTo(page, '/explore?face=person+5&order=effect&unit=3&value=2');
    const code = await codeOf('person 5');
    code[2] = 2;
    await expectPicture(page, '.pair', await opened.studio.model.decode(code));
    const bars = page.locator('label.unit .second');
    const percents = async () => (await bars.allTextContents()).map((text) => Number.parseFloat(text));
    await poll(async () => (await percents()).every((x) => x >= 0)).toBe(true);
    const changes = await percents();
    expect(changes).toHaveLength(opened.studio.model.description.architecture.code);
    expect(changes).toEqual(changes.toSorted((a, b) => b - a));
  });

  test('the scene is the renderer, and its inversion is the encoder', async () => {
    const { page } = opened.tab;
    await goTo(page, '/scene?azimuth=30&light=-20&shape.2=1.5');
    const scene = await openScene('faces');
    const values = new Float32Array(scene.factors.flatMap((factor) => factor.parameters).length);
    values[0] = 30;
    values[2] = -20;
    values[4] = 1.5;
    const truth = Float32Array.from(scene.render(values, 320), (x) => x / 255);
    await expectPicture(page, '.stage', truth);
    const { mu } = await glancing(opened.studio.model).encode(
      Float32Array.from(scene.render(values, SIZE), (x) => x / 255),
    );
    const read = findControl(controls(), 'azimuth').read(mu);
    const cells = page.locator('tr[data-factor=azimuth] td');
    await poll(() => cells.allTextContents()).toEqual([
      '30°',
      `${Math.round(read)}°`,
      `${read >= 30 ? '+' : ''}${Math.round(read - 30)}°`,
    ]);
    await page.getByRole('button', { name: 'Take this picture to Re-render' }).click();
    await expectPicture(page, '.stage', await opened.studio.model.decode(mu));
  });

  test('a training is followed while it goes on', async () => {
    const { page } = opened.tab;
    const folder = new RunFolder(join(opened.studio.runs, 'live'));
    await folder.create({
      versions: { dcign: '0' },
      engine: { name: 'onnx', precision: 'fp32', provider: 'cpu', description: 'none' },
      options: tinyOptions({ steps: 100, batch: 4 }),
      // A step's images are what counts, not a batch's of the data.
      data: { info: { scene: 'dot', size: 8, batchSize: 30, seed: 1 } },
    });
    const line = (step: number, loss: number): string =>
      `${JSON.stringify({ step, loss, reconstruction: loss - 1, kl: { azimuth: 2 }, imagesPerSecond: 4 })}\n`;
    await appendFile(folder.metrics, line(10, 900));
    await goTo(page, '/rerender');
    await page.reload();
    await page.getByRole('link', { name: 'Train' }).click();
    const chart = page.getByRole('img', { name: /^Loss/ });
    await poll(() => chart.getAttribute('aria-label')).toContain('Training 900');
    // Nobody trains it.
    await poll(() => page.locator('.runs').textContent()).toContain('stopped');
    const owner = { id: 'x', host: 'elsewhere', pid: 1, machine: 'elsewhere', started: '' };
    await writeFile(join(folder.path, '.lock'), JSON.stringify(owner));
    await poll(() => page.locator('.runs').textContent()).toContain('2 min left');
    await appendFile(folder.metrics, line(50, 321));
    await poll(() => chart.getAttribute('aria-label')).toContain('Training 321');
    await poll(() => page.locator('.runs').textContent()).toContain('50 s left');
    const validation = { loss: 400, reconstruction: 390, kl: {}, units: { azimuth: { etaSquared: 0.75 } } };
    await appendFile(folder.metrics, `${JSON.stringify({ step: 50, validation })}\n`);
    const eta = page.getByRole('img', { name: /^η²/ });
    await poll(() => eta.getAttribute('aria-label')).toContain('azimuth 0.75');
    // Two trainings over one connection, and over none while nobody looks.
    await new RunFolder(join(opened.studio.runs, 'a,b')).create(await folder.readConfig());
    const streams: string[] = [];
    let closed = 0;
    page.on('request', (request) => {
      if (request.resourceType() === 'eventsource') streams.push(request.url());
    });
    page.on('requestfailed', (request) => {
      if (request.resourceType() === 'eventsource') closed++;
    });
    await page.getByRole('checkbox', { name: 'a,b' }).check({ timeout: PATIENCE });
    await poll(() => streams.length).toBe(1);
    expect(new URL(streams[0]!).searchParams.getAll('run').sort()).toEqual(['a,b', 'live']);
    await poll(() => chart.getAttribute('aria-label')).toContain('live, training 321');
    const before = closed;
    const look = (state: string) =>
      page.evaluate((to) => {
        Object.defineProperty(document, 'visibilityState', { value: to, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    await look('hidden');
    await poll(() => closed).toBe(before + 1);
    await appendFile(folder.metrics, line(60, 300));
    await look('visible');
    await poll(() => chart.getAttribute('aria-label')).toContain('live, training 300');
    expect(streams).toHaveLength(2);
    expect(await page.getByRole('checkbox', { name: 'a,b' }).isChecked()).toBe(true);
  });

  test('a thousand moves of a slider leave no memory behind', async () => {
    const { page } = opened.tab;
    await goTo(page, '/rerender?face=person+5');
    await page.waitForSelector('.panel input[type=range]');
    await page.setViewportSize({ width: 640, height: 480 });
    const session = await page.context().newCDPSession(page);
    const heap = async (): Promise<number> => {
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize;
    };
    const move = (count: number): Promise<void> =>
      page.evaluate(async (moves) => {
        const input = document.querySelector<HTMLInputElement>('.panel input[type=range]')!;
        for (let i = 0; i < moves; i++) {
          input.value = String((i * 7) % 80);
          input.dispatchEvent(new Event('input', { bubbles: true }));
          // Faster than pictures can be drawn: some wait, and some are passed over.
          if (i % 2 === 1) await new Promise((resolve) => setTimeout(resolve));
        }
      }, count);
    await move(50);
    const before = await heap();
    await move(1000);
    // A leaked picture of 16 x 16 a move would be a megabyte. What is garbage may take some collections to go.
    await poll(async () => (await heap()) - before).toBeLessThan(500_000);
    await page.setViewportSize({ width: 1280, height: 900 });
  });
});
