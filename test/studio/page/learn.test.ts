import { readFile } from 'node:fs/promises';
import type { Download, Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { placeGroups } from '../../../src/code/groups.js';
import { streamScene } from '../../../src/dataset/streamSource.js';
import { createOnnxEngine } from '../../../src/engine/onnx/onnxEngine.js';
import { encodeImages } from '../../../src/evaluation/encodeImages.js';
import { readUnit, scalarFactors, scoreEncoder } from '../../../src/evaluation/encoder.js';
import { readTestImages } from '../../../src/evaluation/testImages.js';
import { openModel } from '../../../src/model/model.js';
import { createFaceScene } from '../../../src/scene/faceScene.js';
import { model as faces } from '../../scene/people.js';
import { barriers, goTo, hasChromium, openedPage, PATIENCE, poll } from './browser.js';

const title = hasChromium ? 'Learn' : 'Learn (skipped: there is no /usr/bin/chromium)';

describe.skipIf(!hasChromium)(title, { timeout: 3 * PATIENCE }, () => {
  const opened = openedPage();
  afterEach(() => {
    expect(opened.tab.complaints).toEqual([]);
  });

  const button = (name: string) => opened.tab.page.getByRole('button', { name, exact: true });
  const stepNow = async (): Promise<number> =>
    Number(/Step ([\d,]+)/.exec((await opened.tab.page.locator('.learn .steps').textContent())!)?.[1] ?? -1);
  const lossNow = async (): Promise<number> => {
    const label = await opened.tab.page.getByRole('img', { name: /^Loss/ }).getAttribute('aria-label');
    return Number(/Training ([\d.]+)/.exec(label!)?.[1] ?? Number.NaN);
  };
  const ranks = async (page: Page): Promise<Record<string, number>> => {
    const labels = await page
      .getByRole('img', { name: /rank correlation/ })
      .evaluateAll((plots) => plots.map((plot) => plot.getAttribute('aria-label')!));
    return Object.fromEntries(
      labels.map((label) => {
        const [, name, rank] = /^(\w+): .* ([−\d.]+)$/.exec(label)!;
        return [name!.toLowerCase(), Number(rank!.replace('−', '-'))];
      }),
    );
  };
  const patient = { timeout: PATIENCE };
  const workers = (): number => opened.tab.page.workers().length;
  /** What is said twice in a row. */
  const settled = async (ask: () => number | Promise<number>): Promise<number> => {
    for (let last = await ask(); ; ) {
      await opened.tab.page.waitForTimeout(2000);
      const now = await ask();
      if (now === last) return now;
      last = now;
    }
  };
  let before = 0;

  test('learns in the page: the loss falls, and it can be halted', async () => {
    const { page } = opened.tab;
    await goTo(page, '/learn?seed=3');
    await page.waitForSelector('.view.learn');
    before = await settled(workers);
    await button('Start').click();
    await expect.poll(stepNow, patient).toBeGreaterThan(0);
    const first = await lossNow();
    await expect.poll(stepNow, patient).toBeGreaterThan(40);
    expect(await lossNow()).toBeLessThan(0.9 * first);
    // Nothing is chosen anew while it goes on.
    expect(await page.getByLabel('Seed').isDisabled()).toBe(true);
    await button('Pause').click();
    await button('Go on').waitFor(patient);
    // The step under way may yet be told.
    await settled(stepNow);
    expect(await page.locator('.learnfaces canvas').count()).toBe(25);
    expect(await page.locator('.scatters canvas').count()).toBe(3);
  });

  test('nothing in it keeps anyone out, and on a phone nothing scrolls sideways', async () => {
    const { page } = opened.tab;
    expect(await barriers(page)).toEqual([]);
    const { width, height } = page.viewportSize()!;
    await page.setViewportSize({ width: 360, height: 640 });
    // The plots follow the width.
    await poll(() =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBe(0);
    await page.setViewportSize({ width, height });
  });

  test('the model that is saved is one that the commands open, with the figures that were shown', async () => {
    const { page } = opened.tab;
    const [file] = await Promise.all([
      page.waitForEvent('download', patient) as Promise<Download>,
      button('Save model').click(),
    ]);
    expect(file.suggestedFilename()).toBe('learnt.safetensors');
    const path = await file.path();
    expect((await readFile(path)).includes('"sha256"')).toBe(true);
    const model = await openModel(path, await createOnnxEngine({ threads: 1 }));
    try {
      const { description } = model;
      expect(description.training.step).toBe(await stepNow());
      expect(Object.keys(description.calibrations)).toEqual(['azimuth', 'elevation', 'light']);
      expect(placeGroups(description.groups).at(-1)!.end).toBe(40);
      // As `dcign evaluate --images 200` does.
      const source = streamScene(createFaceScene(faces), { size: 32, seed: 1 });
      const { images, truth } = await readTestImages(source, 200);
      const posteriors = await encodeImages(model, images);
      const shown = await ranks(page);
      expect(Object.keys(shown)).toEqual(['azimuth', 'elevation', 'light']);
      for (const factor of scalarFactors(source.info.factors)) {
        const { spearman } = scoreEncoder(readUnit(description, factor, posteriors, truth!)!);
        // Three digits are shown, and two of neighbouring values may change places by rounding.
        expect(Math.abs(spearman - shown[factor.name]!)).toBeLessThan(0.002);
      }
    } finally {
      await model.dispose();
    }
  });

  test('it goes on, and leaving the view ends it and its workers', async () => {
    const { page } = opened.tab;
    const halted = await stepNow();
    await button('Go on').click();
    await expect.poll(stepNow, patient).toBeGreaterThan(halted);
    expect(workers()).toBeGreaterThan(before);
    await goTo(page, '/train');
    await poll(workers).toBe(before);
    await page.getByRole('link', { name: 'Learn' }).click();
    await button('Start').waitFor();
    // What was chosen is kept, what was learnt is gone.
    expect(await page.getByLabel('Seed').inputValue()).toBe('3');
    expect(await page.locator('.scatters').count()).toBe(0);
  });
});
