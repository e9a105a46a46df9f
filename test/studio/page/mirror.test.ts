import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cameraFlags, writeFilm } from '../../../scripts/studio/film.js';
import { readModel } from '../../../src/model/modelFile.js';
import { PHOTOGRAPH_MODEL } from '../../../src/model/shipped.js';
import { type Fixture, openStudio } from '../server/studio.js';
import { goTo, hasChromium, openBrowser, openTab, PATIENCE, poll, type Tab } from './browser.js';

const title = hasChromium ? 'the mirror' : 'the mirror (skipped: there is no /usr/bin/chromium)';

describe.skipIf(!hasChromium)(title, { timeout: 2 * PATIENCE }, () => {
  let studio: Fixture;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let tab: Tab;
  const RIGHT = 35;
  beforeAll(async () => {
    studio = await openStudio(await readModel(PHOTOGRAPH_MODEL));
    const path = join(await mkdtemp(join(tmpdir(), 'dcign-camera-')), 'camera.y4m');
    // Someone who looks straight ahead, and then towards the right of the picture.
    await writeFilm(path, [...Array(30).fill(0), ...Array(30).fill(RIGHT)], 5);
    browser = await openBrowser(['--disable-gpu', ...cameraFlags(path)]);
    tab = await openTab(browser, `${studio.url}?engine=wasm`);
    await tab.page.evaluate(() => {
      const devices = navigator.mediaDevices;
      const open = devices.getUserMedia.bind(devices);
      const tracks: MediaStreamTrack[] = [];
      Object.assign(globalThis, { tracks });
      devices.getUserMedia = async (asked) => {
        const stream = await open(asked);
        tracks.push(...stream.getTracks());
        return stream;
      };
    });
  }, 2 * PATIENCE);
  afterAll(async () => {
    await browser?.close();
    await studio?.close();
  });

  const tracks = () =>
    tab.page.evaluate(() =>
      (globalThis as unknown as { tracks: MediaStreamTrack[] }).tracks.map(({ readyState }) => readyState),
    );
  const azimuth = async (): Promise<number> => {
    const row = tab.page.locator('.angles div').filter({ hasText: 'Azimuth' });
    const text = (await row.count()) === 0 ? '' : await row.locator('dd').textContent();
    return Number.parseFloat(text || 'NaN');
  };
  /** The smallest and the largest that is read while the film is seen. */
  const extremes = async (enough: (low: number, high: number) => boolean): Promise<[number, number]> => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    await expect
      .poll(
        async () => {
          const now = await azimuth();
          if (!Number.isNaN(now)) [low, high] = [Math.min(low, now), Math.max(high, now)];
          return enough(low, high);
        },
        { timeout: 0.6 * PATIENCE, interval: 100 },
      )
      .toBe(true);
    return [low, high];
  };

  test('asks for the camera only when it is told to', async () => {
    await goTo(tab.page, '/mirror?face=person+5');
    await tab.page.waitForSelector('.view.mirror');
    expect(await tracks()).toEqual([]);
    expect(await tab.page.getByRole('button', { name: 'I look straight ahead' }).isDisabled()).toBe(true);
  });

  test('reads who turns before it, as a mirror does, and nothing leaves the page', async () => {
    const { page } = tab;
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET' || request.postData() !== null) sent.push(request.url());
    });
    await page.getByRole('button', { name: 'Start the camera' }).click();
    await poll(tracks).toEqual(['live']);
    // Someone who turns towards the right of the picture turns towards the left of the mirror.
    const turned = await extremes((low, high) => low < -RIGHT + 15 && high > -12);
    expect(turned[1]).toBeLessThan(15);
    expect(turned[0]).toBeGreaterThan(-RIGHT - 20);
    const canvas = page.locator('.mirror .stage canvas');
    const picture = () =>
      canvas.evaluate((one) => [...((one as unknown as { pixels?: Float32Array }).pixels ?? [])].join());
    const before = await picture();
    await poll(async () => (await picture()) !== before).toBe(true);
    expect(sent).toEqual([]);
  });

  test('takes the pose of who looks straight ahead for none', async () => {
    const { page } = tab;
    // Whatever is seen just now is straight ahead from now on, aside too: then ahead lies to the other side.
    await extremes((low) => low < -RIGHT + 15);
    await poll(async () => {
      if ((await azimuth()) < -RIGHT + 15)
        await page.getByRole('button', { name: 'I look straight ahead' }).click();
      return page.locator('.mirror [role=status]').textContent();
    }).toBe('Turn your head.');
    const [, high] = await extremes((_, most) => most > 12);
    expect(high).toBeGreaterThan(12);
  });

  test('stops when it is told to, and when the view is left', async () => {
    const { page } = tab;
    await page.getByRole('button', { name: 'Stop the camera' }).click();
    await poll(tracks).toEqual(['ended']);
    await page.getByRole('button', { name: 'Start the camera' }).click();
    await poll(tracks).toEqual(['ended', 'live']);
    await page.getByRole('link', { name: 'Explore' }).click();
    await poll(tracks).toEqual(['ended', 'ended']);
    expect(tab.complaints).toEqual([]);
  });
});
