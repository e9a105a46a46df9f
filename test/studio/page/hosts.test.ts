import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { glancing } from '../../../src/model/glances.js';
import { buildStudio } from '../../../src/studio/build.js';
import { type Fixture, openStudio } from '../server/studio.js';
import {
  expectPicture,
  galleryEntries,
  hasChromium,
  openBrowser,
  openTab,
  PATIENCE,
  plainHost,
  poll,
  SOFTWARE_GPU,
} from './browser.js';

let studio: Fixture;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

/** What the page shows of a face of the gallery before anyone has turned anything. */
async function reconstruction(name: string): Promise<Float32Array> {
  const { image } = galleryEntries(studio.assets).find((entry) => entry.name === name)!;
  const grey = await sharp(studio.assets.get(image) as Uint8Array)
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  const { mu } = await glancing(studio.model).encode(Float32Array.from(grey, (x) => x / 255));
  return studio.model.decode(mu);
}

test('the page is small: what it begins with below 120 kB, all that it may ever fetch below 400 kB', async () => {
  const textOf = async (path: string): Promise<Uint8Array> => {
    const asset = studio.assets.get(path)!;
    return typeof asset === 'string' ? readFile(asset) : asset;
  };
  const paths = [...studio.assets.keys()].filter((path) => /\.(js|css|html)$/.test(path));
  const sizes = new Map<string, number>();
  const begun = new Set(['index.html']);
  for (const path of paths) sizes.set(path, gzipSync(await textOf(path)).length);
  // What a script imports at once, and the workers that it starts; not what it fetches when it is needed, as the one
  // that fits heads.
  for (const path of begun) {
    const text = Buffer.from(await textOf(path)).toString();
    const named = [
      ...text.matchAll(/(?:src|href)="\.\/(assets\/[\w.-]+)"/g),
      ...text.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g),
      ...text.matchAll(/["'`](?:\.\/)?(?:assets\/)?(worker-[\w-]+\.js)["'`]/g),
    ].map(([, name]) => (name!.startsWith('assets/') ? name! : `assets/${name}`));
    for (const name of named) if (sizes.has(name)) begun.add(name);
  }
  const sum = (of: Iterable<string>): number => [...of].reduce((all, path) => all + sizes.get(path)!, 0);
  expect([...begun].filter((path) => path.endsWith('.js')).length).toBeGreaterThan(2);
  expect(sum(begun)).toBeGreaterThan(10_000);
  expect(sum(begun)).toBeLessThan(120_000);
  expect(sum(paths)).toBeLessThan(400_000);
});

const why = hasChromium ? '' : ' (skipped: there is no /usr/bin/chromium)';

describe.skipIf(!hasChromium)(`other hosts and engines${why}`, { timeout: PATIENCE }, () => {
  test('a static studio works from a folder of a plain file server, and without it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dcign-static-'));
    await buildStudio(folder, studio.assets);
    const host = await plainHost('some/where', (path) => readFile(join(folder, path)));
    const browser = await openBrowser();
    try {
      const { page, complaints } = await openTab(browser, `${host.url}?engine=wasm#/rerender?face=person+5`);
      const expected = await reconstruction('person 5');
      await expectPicture(page, '.stage', expected);
      expect(await page.getByRole('link', { name: 'Train' }).count()).toBe(0);
      expect(await page.locator('.engine').textContent()).toContain('1 thread');
      // The only complaint is that of the browser about the API that a plain host does not have.
      expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
      await page.reload();
      await expectPicture(page, '.stage', expected);
      expect(host.asked.filter((path) => path === 'model/decoder.onnx')).toHaveLength(1);
      const kept = () =>
        page.evaluate(async () => {
          const caches = (globalThis as unknown as { caches: CacheStorage }).caches;
          const names = await caches.keys();
          const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
          return all.flat().map(({ url }) => url.replace(/\?.*/, '').split('/some/where/')[1]);
        });
      const promised = [...studio.assets.keys()].filter(
        (path) => !/^(runtime\/|sw\.js|model\/rerender)/.test(path),
      );
      const missing = async () => {
        const there = new Set(await kept());
        return promised.filter((path) => !there.has(path));
      };
      await poll(missing).toEqual([]);
      // Whose copy it is, and of which version.
      const { version } = JSON.parse(await readFile(join(folder, 'studio.json'), 'utf8'));
      expect(
        await page.evaluate(async () => [
          await (globalThis as unknown as { caches: CacheStorage }).caches.keys(),
          (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
        ]),
      ).toEqual([[`dcign-studio ${host.url} ${version}`], [host.url]]);
      host.close();
      await page.reload();
      await expectPicture(page, '.stage', expected);
      // A face that nobody has looked at before.
      await page.getByRole('radio', { name: 'person 9', exact: true }).check({ force: true });
      await expectPicture(page, '.stage', await reconstruction('person 9'));

      // A page without a server speaks of no trainings.
      await page.evaluate(() => {
        location.hash = '/train';
      });
      await page.waitForSelector('.view.rerender');

      // Another program has the address: it is left alone, and the studio's copy goes.
      const other = await plainHost(
        'some/where',
        async () => new TextEncoder().encode('<title>Another program</title>'),
        Number(new URL(host.url).port),
      );
      await page.goto(host.url);
      await poll(() => page.title()).toBe('Another program');
      await poll(() =>
        page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length),
      ).toBe(0);
      expect(await kept()).toEqual([]);
      other.close();
    } finally {
      await browser.close();
      host.close();
    }
  });

  test('a studio that is served leaves nothing behind at its address', async () => {
    const browser = await openBrowser();
    try {
      const { page } = await openTab(browser, `${studio.url}?engine=wasm`);
      const left = await page.evaluate(async () => [
        ...(await navigator.serviceWorker.getRegistrations()),
        ...(await (globalThis as unknown as { caches: CacheStorage }).caches.keys()),
      ]);
      expect(left).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  test('what cannot start says why, and what to do about that', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dcign-disk-'));
    await buildStudio(folder, studio.assets);
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`file://${folder}/index.html`);
      await poll(() => page.locator('main').textContent()).toContain('The studio needs a web server');
      await page.goto(`${studio.url}?engine=webgpu`);
      await poll(() => page.locator('[role=alert]').textContent()).toContain('This engine was asked for');
      expect(await page.locator('[role=alert]').textContent()).not.toContain('Give a trained model');
    } finally {
      await browser.close();
    }
  });

  test('a missing model is said in plain words', async () => {
    const host = await plainHost('empty', async (path) => {
      const asset = studio.assets.get(path);
      if (asset === undefined || path.startsWith('model/')) throw new Error('missing');
      return typeof asset === 'string' ? readFile(asset) : asset;
    });
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(host.url);
      await poll(() => page.locator('[role=alert]').textContent()).toContain(
        'The model is missing: model/model.json answers 404.',
      );
    } finally {
      await browser.close();
      host.close();
    }
  });

  test('WebGPU draws the same', async ({ skip }) => {
    const browser = await openBrowser(SOFTWARE_GPU);
    try {
      const probe = await browser.newPage();
      await probe.goto(`${studio.url}api/runs`);
      const adapter = await probe.evaluate(async () => {
        const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<object | null> } };
        return gpu !== undefined && (await gpu.requestAdapter()) !== null;
      });
      if (!adapter) skip('this Chromium has no WebGPU adapter');
      const { page, complaints } = await openTab(
        browser,
        `${studio.url}?engine=webgpu#/rerender?face=person+5`,
      );
      expect(await page.locator('.engine').getAttribute('data-engine')).toBe('webgpu');
      await expectPicture(page, '.stage', await reconstruction('person 5'));
      expect(complaints.filter((text) => !text.includes('WebGPU is experimental'))).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
