import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { RunFolder } from '../../../src/training/run.js';
import { tinyOptions } from '../../training/tiny.js';
import { barriers, goTo, hasChromium, openedPage, PATIENCE, poll } from './browser.js';

const title = hasChromium ? 'access' : 'access (skipped: there is no /usr/bin/chromium)';
const MEDIA = [
  { colorScheme: 'light', forcedColors: 'none' },
  { colorScheme: 'dark', forcedColors: 'none' },
  { colorScheme: 'dark', forcedColors: 'active' },
] as const;
const VIEWS = ['rerender', 'mix', 'explore', 'scene', 'head', 'mirror', 'learn', 'train'];

describe.skipIf(!hasChromium)(title, { timeout: 3 * PATIENCE }, () => {
  const opened = openedPage([
    ...['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
  ]);

  async function barriersIn(media: (typeof MEDIA)[number]): Promise<readonly string[]> {
    const { page } = opened.tab;
    // Half-way from light to dark a colour has neither's contrast: there is no way between them then.
    await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
    await page.waitForTimeout(300);
    return barriers(page);
  }

  test.each([320, 360, 768, 1366, 1920])(
    'every view, light, dark and in forced colours, at %i px',
    async (width) => {
      const { page } = opened.tab;
      const run = new RunFolder(join(opened.studio.runs, 'watched'));
      if (width === 320) {
        await run.create({
          versions: { dcign: '0' },
          engine: { name: 'onnx', precision: 'fp32', provider: 'cpu', description: 'none' },
          options: tinyOptions({ steps: 9 }),
          data: { info: { scene: 'dot', size: 8, batchSize: 4, seed: 1 } },
        });
        await writeFile(run.metrics, '{"step":1,"loss":3}\n{"step":2,"loss":2}\n');
        await page.reload();
        await page.waitForSelector('.view', { timeout: PATIENCE });
      }
      await page.setViewportSize({ width, height: 800 });
      for (const view of VIEWS) {
        await goTo(page, `/${view}`);
        await page.waitForSelector(`.view.${view}`);
        for (const media of MEDIA) {
          const found = await barriersIn(media);
          expect({ view, width, ...media, found }).toEqual({ view, width, ...media, found: [] });
        }
      }
      await page.emulateMedia({ colorScheme: 'light', forcedColors: null, reducedMotion: null });
    },
  );

  test('with forced colours, what keeps its own and cannot be read is found', async () => {
    const { page } = opened.tab;
    await page.evaluate(() => {
      const faint = Object.assign(document.createElement('p'), { id: 'faint', textContent: 'Hardly seen' });
      Object.assign(faint.style, { forcedColorAdjust: 'none', color: '#777', background: '#888' });
      document.querySelector('main')!.append(faint);
    });
    expect(await barriersIn(MEDIA[2])).toEqual([expect.stringMatching(/^color-contrast: <p id="faint"/)]);
    await page.evaluate(() => document.getElementById('faint')!.remove());
    await page.emulateMedia({ colorScheme: 'light', forcedColors: null, reducedMotion: null });
  });

  test.each([320, 1366])('every window, light, dark and in forced colours, at %i px', async (width) => {
    const { page } = opened.tab;
    await page.setViewportSize({ width, height: 800 });
    await goTo(page, '/rerender?face=person+5');
    await poll(() => page.locator('.stage canvas').getAttribute('data-ready')).toBe('true');
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const stripes = Uint8Array.from({ length: 60 * 40 }, (_, i) => (i * 7) % 240);
    const picture = await sharp(stripes, { raw: { width: 60, height: 40, channels: 1 } })
      .png()
      .toBuffer();
    const windows: Readonly<Record<string, () => Promise<unknown>>> = {
      help: () => press('Help'),
      enlarged: async () => {
        await press('Enlarge');
        await page.getByLabel('Compare with').selectOption('Input');
      },
      camera: () => press('Camera'),
      framing: async () => {
        const file = { name: 'stripes.png', mimeType: 'image/png', buffer: picture };
        await page.locator('input[type=file]').setInputFiles(file);
        await poll(() => page.getByRole('button', { name: 'Use this face' }).isEnabled()).toBe(true);
      },
    };
    for (const [name, open] of Object.entries(windows)) {
      await open();
      await page.waitForSelector('dialog');
      for (const media of MEDIA) {
        const found = await barriersIn(media);
        expect({ name, width, ...media, found }).toEqual({ name, width, ...media, found: [] });
      }
      await page.keyboard.press('Escape');
      await poll(() => page.locator('dialog').count()).toBe(0);
    }
    await page.emulateMedia({ colorScheme: 'light', forcedColors: null, reducedMotion: null });
  });

  test('the keyboard alone reaches whatever can be done, in every view', async () => {
    const { page } = opened.tab;
    await page.setViewportSize({ width: 1366, height: 800 });
    for (const view of VIEWS) {
      await goTo(page, `/${view}`);
      await page.waitForSelector(`.view.${view}`);
      // Of buttons that belong together one takes the focus, and the arrows go on from there.
      const missed = await page.evaluate(async () => {
        const can =
          'a[href], button:enabled, select, textarea, input:not([type=file]):not([type=radio]), [tabindex="0"]';
        const wanted = new Set(
          [...document.querySelectorAll<HTMLElement>(can)].filter(
            (one) => one.checkVisibility() && one.tabIndex >= 0,
          ),
        );
        const groups = new Set(
          [...document.querySelectorAll<HTMLInputElement>('input[type=radio]')].map((one) => one.name),
        );
        (globalThis as unknown as { wanted: unknown; groups: unknown }).wanted = wanted;
        (globalThis as unknown as { groups: unknown }).groups = groups;
        return wanted.size + groups.size;
      });
      await page.evaluate(() => {
        (document.activeElement as HTMLElement | null)?.blur();
        getSelection()?.removeAllRanges();
      });
      for (let i = 0; i < missed + 20; i++) {
        await page.keyboard.press('Tab');
        await page.evaluate(() => {
          const { wanted, groups } = globalThis as unknown as { wanted: Set<unknown>; groups: Set<string> };
          const one = document.activeElement;
          wanted.delete(one);
          if (one instanceof HTMLInputElement && one.type === 'radio') groups.delete(one.name);
        });
      }
      const left = await page.evaluate(() => {
        const { wanted, groups } = globalThis as unknown as { wanted: Set<Element>; groups: Set<string> };
        return [
          ...[...wanted].filter((one) => one.isConnected).map((one) => one.outerHTML.slice(0, 120)),
          ...groups,
        ];
      });
      expect({ view, left }).toEqual({ view, left: [] });
    }
  });

  test('by keys alone: another face, a value, a window and back', async () => {
    const { page } = opened.tab;
    await goTo(page, '/rerender?face=person+5');
    await poll(() => page.locator('.panel h2').textContent()).toBe('Person 5');
    await page.getByRole('radio', { name: 'person 5', exact: true }).focus();
    await page.keyboard.press('ArrowRight');
    await poll(() => page.locator('.panel h2').textContent()).not.toBe('Person 5');
    await page.getByRole('slider', { name: 'Azimuth', exact: true }).focus();
    await page.keyboard.press('End');
    await poll(() => page.url()).toContain('azimuth=80');
    await page.keyboard.press('Backspace');
    await poll(() => page.url()).not.toContain('azimuth');
    await page.getByRole('button', { name: 'Enlarge' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog');
    await page.keyboard.press('Escape');
    await poll(() => page.locator('dialog').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Enlarge');
  });
});
