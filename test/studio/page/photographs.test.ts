import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { compose, openHeads } from '../../../scripts/framing/compose.js';
import { glancing } from '../../../src/model/glances.js';
import { Random } from '../../../src/numeric/random.js';
import { pictures } from '../server/studio.js';
import {
  expectPicture,
  galleryEntries,
  goTo,
  hasChromium,
  openedPage,
  PATIENCE,
  poll,
  shown,
} from './browser.js';

const title = hasChromium ? 'photographs' : 'photographs (skipped: there is no /usr/bin/chromium)';

interface Dropped {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Lets files go above the page, or only holds them there. */
async function drop(page: Page, files: readonly Dropped[], events = ['dragenter', 'drop']): Promise<void> {
  await page.evaluate(
    ({ given, kinds }) => {
      const dataTransfer = new DataTransfer();
      for (const { name, bytes } of given) dataTransfer.items.add(new File([Uint8Array.from(bytes)], name));
      for (const kind of kinds)
        document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
    },
    { given: files.map(({ name, bytes }) => ({ name, bytes: [...bytes] })), kinds: events },
  );
}

/** A picture in which there is no face. */
async function gradient(name: string, width: number, height: number): Promise<Dropped> {
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => Math.floor(i / 3) % 240);
  return {
    name,
    bytes: await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  };
}

/** Keeps what is asked for at such addresses waiting, until what it returns is called. */
async function holdBack(from: Pick<Page, 'route'>, addresses: string): Promise<() => void> {
  let goOn = (): void => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await from.route(addresses, async (route) => {
    await held;
    await route.continue();
  });
  return goOn;
}

describe.skipIf(!hasChromium)(title, { timeout: PATIENCE }, () => {
  const opened = openedPage();

  const notice = () => opened.tab.page.locator('.notice').textContent();
  const use = () =>
    opened.tab.page.getByRole('button', { name: 'Use this face' }).click({ timeout: PATIENCE });

  test('a face that cannot be fetched says so in the place of its picture, and is asked for again', async () => {
    const { page } = opened.tab;
    await poll(async () => (await shown(page, '.stage')).length > 0).toBe(true);
    const entry = galleryEntries(opened.studio.assets).find(({ name }) => name === 'person 5')!;
    await page.route(`**/${entry.image}`, (route) => route.abort());
    await goTo(page, '/rerender?face=person+5');
    await poll(() => page.locator('.stage .pending').textContent()).toContain(
      `person 5 could not be read: ${entry.image} cannot be fetched, the server does not answer.`,
    );
    expect(await page.locator('.panel h2').textContent()).toBe('Person 5');
    expect(await shown(page, '.stage')).toEqual([]);
    await page.unroute(`**/${entry.image}`);
    await page.getByRole('button', { name: 'Try again' }).click();
    const grey = await sharp(opened.studio.assets.get(entry.image) as Uint8Array)
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    const { mu } = await glancing(opened.studio.model).encode(Float32Array.from(grey, (x) => x / 255));
    await expectPicture(page, '.stage', await opened.studio.model.decode(mu));
    expect(await page.locator('.pending').count()).toBe(0);
  });

  test('what can show no face is refused in words', async () => {
    const blank = { width: 40, height: 40, channels: 3, background: '#777' } as const;
    await drop(opened.tab.page, [
      { name: 'grey.png', bytes: await sharp({ create: blank }).png().toBuffer() },
    ]);
    await poll(notice).toContain('grey.png is blank');
    await drop(opened.tab.page, [
      {
        name: 'dot.png',
        bytes: await sharp({ create: { ...blank, width: 1, height: 1 } })
          .png()
          .toBuffer(),
      },
    ]);
    await poll(notice).toContain('dot.png has 1 x 1 pixels, too few to be read');
    const line = Buffer.concat([Buffer.from('P5 300000 1 255\n'), Buffer.alloc(300_000, 7)]);
    await drop(opened.tab.page, [{ name: 'line.pgm', bytes: line }]);
    await poll(notice).toMatch(/^line\.pgm has .* pixels, too few to be read/);
    expect(await opened.tab.page.locator('dialog').count()).toBe(0);
  });

  test('a folder is refused in words', async () => {
    const { page } = opened.tab;
    const cdp = await page.context().newCDPSession(page);
    const data = { items: [], files: [await mkdtemp(join(tmpdir(), 'holidays-'))], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await cdp.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
    await poll(notice).toMatch(/^holidays-\w+ cannot be opened\. Is it a folder/);
  });

  test('several at once are framed one after the other, each for itself', async () => {
    const { page } = opened.tab;
    await drop(page, [], ['dragenter']);
    expect(await page.locator('.dropping').count()).toBe(0);
    const both = [await gradient('wide.png', 60, 40), await gradient('high.png', 40, 60)];
    await drop(page, both, ['dragenter']);
    await poll(() => page.locator('.dropping').count()).toBe(1);
    await drop(page, both, ['drop']);
    await poll(() => page.locator('dialog h2').textContent()).toBe('Frame the face, 1 more to come');
    expect(await page.locator('.dropping').count()).toBe(0);
    await page.getByLabel('Straighten').fill('20');
    // What goes wrong meanwhile is said where it can be seen.
    await drop(page, [{ name: 'notes.png', bytes: Buffer.from('no picture') }]);
    await poll(() => page.locator('dialog .notice').textContent()).toContain('notes.png is not an image');
    await use();
    await poll(() => page.getByRole('img', { name: 'high.png, cropped' }).count()).toBe(1);
    expect(await page.getByLabel('Straighten').inputValue()).toBe('0');
    await page.keyboard.press('Escape');
    await poll(() => page.locator('dialog').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);
    expect(await page.locator('.panel h2').textContent()).toBe('Wide.png');
  });

  test('of very many only a few are open at once, and none is left out', async () => {
    const { page } = opened.tab;
    await page.evaluate(() => {
      const count = { opened: 0 };
      const { createImageBitmap } = globalThis;
      Object.assign(globalThis, {
        count,
        createImageBitmap: (source: Blob) => {
          count.opened++;
          return createImageBitmap(source);
        },
      });
    });
    const howMany = () =>
      page.evaluate(() => (globalThis as unknown as { count: { opened: number } }).count.opened);
    // A window that is not open yet hears no key.
    const heading = () => page.locator('dialog:modal h2').textContent();
    await drop(page, await Promise.all(Array.from({ length: 9 }, (_, i) => gradient(`${i}.png`, 60, 40))));
    await poll(heading).toBe('Frame the face, 8 more to come');
    await poll(howMany).toBe(4);
    for (let left = 7; left >= 0; left--) {
      await page.keyboard.press('Escape');
      await poll(heading).toBe(left > 0 ? `Frame the face, ${left} more to come` : 'Frame the face');
    }
    expect(await howMany()).toBe(9);
    await page.keyboard.press('Escape');
    await poll(() => page.locator('dialog').count()).toBe(0);
  });

  test('the window of a photograph fits a low screen, takes the focus, and hides nothing that went wrong', async () => {
    const { page } = opened.tab;
    const before = page.viewportSize()!;
    await page.setViewportSize({ width: 1366, height: 650 });
    await goTo(page, '/rerender');
    await drop(page, [{ name: 'old.png', bytes: Buffer.from('no picture') }]);
    await poll(notice).toContain('old.png is not an image');
    const bad = ['a.png', 'b.png', 'c.png'].map((name) => ({ name, bytes: Buffer.from('no picture') }));
    const name = 'a photograph with a rather long name (1).png';
    await drop(page, [bad[0]!, await gradient(name, 60, 40), bad[1]!, bad[2]!]);
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await poll(focused).toBe('Use this face');
    const inWindow = () => page.locator('dialog .notice').textContent();
    await poll(inWindow).toMatch(/^a\.png is not an image .* 2 others were refused, too\.$/);
    // Which is a click on what lies there: the button, not the words about the others.
    await use();
    await poll(() => page.locator('.panel h2').textContent()).toBe(`A${name.slice(1)}`);
    // All of its name is seen, and so is the strip that it was put in.
    const cut = await page.locator('.panel h2').evaluate((h2) => h2.scrollWidth - h2.clientWidth);
    expect(cut).toBe(0);
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await drop(page, [await gradient('low.png', 60, 40)]);
    await poll(focused).toBe('Use this face');
    expect(await page.locator('dialog .notice').count()).toBe(0);
    const beyond = await page.locator('dialog').evaluate((one) => one.scrollHeight - one.clientHeight);
    expect(beyond).toBe(0);
    await page.keyboard.press('Escape');
    await poll(() => page.locator('dialog').count()).toBe(0);
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.setViewportSize(before);
  });

  test('they stay in this browser, under the name that they are given, until they are removed', async () => {
    const { page } = opened.tab;
    const [picture] = await pictures(1);
    await drop(page, [{ name: 'holiday.png', bytes: picture!.png }]);
    await use();
    await expectPicture(page, '.trio figure:nth-child(1)', picture!.pixels);
    await page.getByRole('button', { name: 'Link' }).click();
    await poll(notice).toContain('The photograph itself stays here');
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('On the beach');
    await page.getByRole('button', { name: 'Rename' }).click();
    await poll(() => page.url()).toContain('face=holiday.png');
    const focused = () => page.evaluate(() => document.activeElement?.tagName);
    await poll(focused).toBe('MAIN');
    await page.reload();
    await poll(() => page.locator('.panel h2').textContent()).toBe('On the beach');
    await expectPicture(page, '.trio figure:nth-child(1)', picture!.pixels);
    expect(await page.locator('.command code').textContent()).toContain('dcign rerender holiday.png');
    for (const view of ['mix', 'explore']) {
      await goTo(page, `/${view}`);
      // Of the strips of Mix the first one.
      for (const name of ['person 5', 'On the beach'])
        await page.locator(`.${view}`).getByRole('radio', { name }).first().check({ force: true });
      await poll(() => page.url()).toMatch(new RegExp(`#/${view}\\?.*=holiday\\.png`));
    }
    await goTo(page, '/rerender?face=holiday.png');
    await page.getByRole('button', { name: 'Remove' }).click();
    await poll(() => page.getByRole('radio', { name: 'On the beach' }).count()).toBe(0);
    await poll(focused).toBe('MAIN');
    await page.goto(`${opened.studio.url}?engine=wasm&again#/rerender?face=holiday.png`);
    await poll(notice).toContain('holiday.png is not in this browser');
  });

  test('whether it can be read is said in the framing window and beside the picture, and when to zoom out', async () => {
    const context = await opened.browser.newContext();
    const page = await context.newPage();
    await page.route('**/model/model.json', async (route) => {
      const description = await (await route.fetch()).json();
      // Whatever it sees, it takes for no face.
      await route.fulfill({ json: { ...description, judgement: { weights: [0, 0, 0], bias: -100 } } });
    });
    await page.goto(`${opened.studio.url}?engine=wasm`);
    await page.waitForSelector('.view', { timeout: PATIENCE });
    const { picture } = await compose(await openHeads(), new Random('page'), {
      ...{ width: 421, height: 333, heads: 1, sides: [120, 150], roll: 15, turn: 20 },
    });
    const raw = { width: picture.width, height: picture.height, channels: 3 } as const;
    const buffer = await sharp(picture.pixels, { raw }).png().toBuffer();
    await page.locator('input[type=file]').setInputFiles({ name: 'ada.png', mimeType: 'image/png', buffer });
    await page.getByText('One face was found').waitFor({ timeout: PATIENCE });
    await poll(() => page.locator('dialog figcaption').textContent()).toContain('not a face');
    const advice = () => page.locator('dialog .hint[role=status]').textContent();
    expect(await advice()).toContain('Fill the oval');
    const press = async (key: string): Promise<void> => {
      for (let i = 0; i < 8; i++) await page.locator('.frame').press(key);
    };
    await press('+');
    await poll(advice).toContain('The head is cut off: zoom out.');
    await page.getByRole('button', { name: 'Start again' }).click();
    await poll(advice).toContain('Fill the oval');
    await press('-');
    await poll(advice).toContain('zoom in');
    await page.getByRole('button', { name: 'Use this face' }).click();
    await poll(() => page.locator('.panel .hint[role=status]').textContent()).toMatch(/^This is not a face/);
    await context.close();
  });

  test('what looks for faces is started again where it did not come', async () => {
    const context = await opened.browser.newContext();
    const page = await context.newPage();
    await page.goto(`${opened.studio.url}?engine=wasm`);
    await page.waitForSelector('.view', { timeout: PATIENCE });
    await context.route('**/assets/worker-*.js', (route) => route.abort(), { times: 1 });
    for (const isFirst of [true, false]) {
      await drop(page, [await gradient('any.png', 60, 40)]);
      if (isFirst)
        await poll(() => page.locator('dialog .notice').textContent()).toContain('the worker did not start');
      const button = page.getByRole('button', { name: 'Use this face' });
      await expect.poll(() => button.isEnabled(), { timeout: 0.4 * PATIENCE }).toBe(true);
      await page.keyboard.press('Escape');
      await poll(() => page.locator('dialog').count()).toBe(0);
    }
    await context.close();
  });

  test('where nothing can be kept that is said, and what is no photograph is passed over', async () => {
    const context = await opened.browser.newContext();
    const page = await context.newPage();
    await page.goto(`${opened.studio.url}?engine=wasm`);
    await page.waitForSelector('.view', { timeout: PATIENCE });
    await page.evaluate(async () => {
      const request = indexedDB.open('dcign /', 1);
      const database = await new Promise<IDBDatabase>((resolve) => {
        request.onsuccess = () => resolve(request.result);
      });
      const transaction = database.transaction('photographs', 'readwrite');
      for (const [i, one] of [null, {}, { id: 'x', pixels: 3 }].entries())
        transaction.objectStore('photographs').put(one, `${i}`);
      await new Promise((resolve) => {
        transaction.oncomplete = resolve;
      });
      database.close();
    });
    await page.addInitScript(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
    });
    await page.reload();
    await page.waitForSelector('.view', { timeout: PATIENCE });
    const [picture] = await pictures(1);
    await drop(page, [{ name: 'late.png', bytes: picture!.png }]);
    await page.getByRole('button', { name: 'Use this face' }).click({ timeout: PATIENCE });
    await poll(() => page.locator('.notice').textContent()).toContain(
      'late.png stays until this page is closed',
    );
    await context.close();
  });

  test('two tabs may each bring in one of the same name, and both are kept', async () => {
    const context = await opened.browser.newContext();
    const tabs = [await context.newPage(), await context.newPage()];
    for (const tab of tabs) {
      await tab.goto(`${opened.studio.url}?engine=wasm#/rerender?face=person+5`);
      await tab.waitForSelector('.view', { timeout: PATIENCE });
    }
    for (const [i, { png }] of (await pictures(2)).entries()) {
      await drop(tabs[i]!, [{ name: 'same.png', bytes: png }]);
      await tabs[i]!.getByRole('button', { name: 'Use this face' }).click({ timeout: PATIENCE });
      await poll(() => tabs[i]!.url()).toContain('face=same.png');
    }
    await tabs[0]!.reload();
    for (const name of ['same.png', 'same.png 2'])
      await poll(() => tabs[0]!.getByRole('radio', { name, exact: true }).count()).toBe(1);
    await context.close();
  });

  test('one that is removed while it is refined leaves nothing to the next one of its name', async () => {
    const context = await opened.browser.newContext();
    const page = await context.newPage();
    const goOn = await holdBack(context, '**/model/slope.onnx*');
    await page.goto(`${opened.studio.url}?engine=wasm#/rerender?face=person+5`);
    await page.waitForSelector('.view', { timeout: PATIENCE });
    const both = await pictures(2);
    const bring = async (png: Buffer): Promise<void> => {
      await drop(page, [{ name: 'same.png', bytes: png }]);
      await page.getByRole('button', { name: 'Use this face' }).click({ timeout: PATIENCE });
    };
    const input = '.trio figure:nth-child(1)';
    await bring(both[0]!.png);
    await expectPicture(page, input, both[0]!.pixels);
    await page.getByRole('button', { name: 'Remove' }).click();
    await bring(both[1]!.png);
    await expectPicture(page, input, both[1]!.pixels);
    goOn();
    await poll(() => page.locator('main').textContent()).toMatch(/Refined:|No code shows it better/);
    await expectPicture(page, input, both[1]!.pixels);
    await context.close();
  });

  test('what is dropped before the model is there waits for it', async () => {
    const context = await opened.browser.newContext();
    const page = await context.newPage();
    const goOn = await holdBack(page, '**/model/decoder.onnx*');
    await page.goto(`${opened.studio.url}?engine=wasm`);
    await page.waitForSelector('.starting');
    await drop(page, [await gradient('early.png', 60, 40)]);
    await poll(() => page.locator('.starting').textContent()).toContain(
      'framed as soon as the model is there',
    );
    // Bytes of model and runtime together, whatever has come of them.
    const sizes = JSON.parse(new TextDecoder().decode(opened.studio.assets.get('sizes.json') as Uint8Array));
    const files = ['model/encoder.onnx', 'model/decoder.onnx', 'runtime/ort-wasm-simd-threaded.wasm'];
    const total = files.reduce((sum, file) => sum + sizes[file], 0);
    const bar = page.locator('progress');
    await poll(() => bar.getAttribute('max')).toBe(String(total));
    await poll(() => bar.getAttribute('value')).toBe(String(total - sizes['model/decoder.onnx']));
    goOn();
    await poll(() => page.getByRole('img', { name: 'early.png, cropped' }).count()).toBe(1);
    await context.close();
  });
});
