import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { RunFolder } from '../../../src/training/run.js';
import { tinyOptions } from '../../training/tiny.js';
import { goTo, hasChromium, openedPage, PATIENCE, poll } from './browser.js';

const title = hasChromium ? 'trainings' : 'trainings (skipped: there is no /usr/bin/chromium)';

/** A run that has taken 100 steps, with a sheet every twenty. */
async function record(folder: string, name: string, options: object, loss: (step: number) => number) {
  const run = new RunFolder(join(folder, name));
  await run.create({
    versions: { dcign: '0' },
    engine: { name: 'onnx', precision: 'fp32', provider: 'cpu', description: 'none' },
    options: { ...tinyOptions({ steps: 100, batch: 4 }), ...options },
    data: { info: { scene: 'dot', size: 8, batchSize: 4, seed: 1 } },
  });
  const lines = Array.from({ length: 100 }, (_, i) => i + 1).flatMap((step) => {
    const kl = { x: 2, rest: 1 };
    const line = { step, loss: loss(step), reconstruction: loss(step) - 3, kl, imagesPerSecond: 2 };
    const units = { x: { etaSquared: step / 100 } };
    const validation = { loss: loss(step), reconstruction: loss(step), kl, units };
    return step % 20 === 0 ? [line, { step, validation }] : [line];
  });
  await writeFile(run.metrics, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  for (const step of [20, 40, 60, 80, 100])
    await sharp({ create: { width: 60, height: 30, channels: 3, background: { r: step, g: 90, b: 9 } } })
      .png()
      .toFile(run.sampleSheet(step));
}

describe.skipIf(!hasChromium)(title, { timeout: PATIENCE }, () => {
  const opened = openedPage();
  const region = (name: string) => opened.tab.page.getByRole('region', { name, exact: true });
  const chart = (name: string | RegExp) => opened.tab.page.getByRole('img', { name });
  const search = () => new URLSearchParams(new URL(opened.tab.page.url()).hash.split('?')[1]);

  test('several lie over each other in every chart, with what they were asked for differently', async () => {
    const { page } = opened.tab;
    await record(opened.studio.runs, 'one', {}, (step) => 100 / step);
    await record(opened.studio.runs, 'two', { learningRate: 0.5 }, (step) => 200 / step);
    await page.reload();
    await page.waitForSelector('.view');
    await goTo(page, '/train?runs=one,two');
    await poll(() => chart(/^Loss/).getAttribute('aria-label')).toBe(
      'Loss in nats an image: one, training 1, one, validation 1, two, training 2, two, validation 2',
    );
    for (const name of ['KL of x', 'KL of rest', 'η² of x on validation'])
      expect(await chart(new RegExp(`^${name} .*one .*two `)).count()).toBe(1);
    await poll(() => page.locator('.plot canvas').count()).toBe(5);
    const table = region('Where their options differ').last();
    await poll(() => table.locator('tbody tr').allTextContents()).toEqual(['learningRate0.010.5']);
  });

  test('a drag zooms all charts, a double click and a button show all, and so does what is typed', async () => {
    const { page } = opened.tab;
    const over = page.locator('.plot .u-over').first();
    await over.scrollIntoViewIfNeeded();
    const box = (await over.boundingBox())!;
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + 0.25 * box.width, y);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.5 * box.width, y, { steps: 5 });
    await page.mouse.up();
    await poll(() => search().get('from')).toMatch(/^2[4-6]$/);
    expect(search().get('to')).toMatch(/^(49|5[01])$/);
    await poll(() => page.getByLabel('From step').inputValue()).toBe(search().get('from'));
    await over.dblclick();
    await poll(() => search().has('from')).toBe(false);
    await page.getByLabel('From step').fill('80');
    await page.getByLabel('From step').press('Enter');
    // Where a logarithm has nothing to show it shows nothing.
    await poll(() => search().get('from')).toBe('80');
    await page.getByRole('button', { name: 'All steps' }).click();
    await poll(() => search().has('from')).toBe(false);
    expect(await page.getByRole('button', { name: 'All steps' }).isDisabled()).toBe(true);
  });

  test('logarithm, time and smoothing are chosen, and change what is drawn', async () => {
    const { page } = opened.tab;
    const picture = () =>
      page
        .locator('.plot canvas')
        .first()
        .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const caption = () => page.locator('.chart figcaption').first().textContent();
    expect(await caption()).toBe('Loss nats an image, logarithmic');
    for (const act of [
      () => page.getByLabel('Values').selectOption('linear'),
      () => page.getByLabel('Along').selectOption('time'),
      () => page.getByLabel('Smoothing').fill('0'),
    ]) {
      const before = await picture();
      await act();
      await poll(
        async () => (await page.locator('.plot canvas').count()) === 5 && (await picture()) !== before,
      ).toBe(true);
    }
    expect(await caption()).toBe('Loss nats an image');
    // A hundred steps of four images, two images a second.
    expect(await page.getByLabel('To second').inputValue()).toBe('200');
  });

  test('the numbers are saved as a table', async () => {
    const { page } = opened.tab;
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('one-two.csv');
    const rows = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
    expect(rows).toHaveLength(1 + 2 * 105);
    expect(rows[0]).toMatch(
      /^run,step,seconds,loss,reconstruction,kl\.x,kl\.rest,imagesPerSecond,validation\.loss,/,
    );
    expect(rows[2]).toBe('one,2,4,50,47,2,1,2,,,,,');
  });

  test('the sheets of all validations play as a film', async () => {
    const { page } = opened.tab;
    const film = region('Samples of one');
    const after = () => film.locator('h2').textContent();
    const colour = () =>
      film.locator('img').evaluate((image) => {
        const context = document.createElement('canvas').getContext('2d')!;
        context.drawImage(image as HTMLImageElement, 0, 0);
        return context.getImageData(0, 0, 1, 1).data[0];
      });
    await poll(after).toBe('one after 100 steps');
    await film.getByRole('slider').fill('1');
    await poll(after).toBe('one after 40 steps');
    await poll(colour).toBe(40);
    const seen = await page.evaluateHandle(() => {
      const steps: string[] = [];
      const title = document.querySelector('[aria-label="Samples of one"] h2')!;
      new MutationObserver(() => steps.push(title.textContent!)).observe(title, {
        ...{ characterData: true, childList: true, subtree: true },
      });
      return steps;
    });
    await film.getByRole('button', { name: 'Play the film of one' }).click();
    await poll(after).toBe('one after 100 steps');
    await poll(() => film.getByRole('button').getAttribute('aria-pressed')).toBe('false');
    expect([...new Set(await seen.jsonValue())]).toEqual(
      [60, 80, 100].map((step) => `one after ${step} steps`),
    );
    await poll(colour).toBe(100);
    // From its end it begins again.
    await film.getByRole('button', { name: 'Play the film of one' }).click();
    await poll(after).toBe('one after 20 steps');
    await film.getByRole('button', { name: 'Stop the film of one' }).click();
    expect(opened.tab.complaints).toEqual([]);
  });

  test('a training that another version has set up is there, with a word', async () => {
    const { page } = opened.tab;
    const folder = join(opened.studio.runs, 'old');
    await mkdir(folder);
    await writeFile(join(folder, 'config.json'), JSON.stringify({ options: { steps: 7, network: 'early' } }));
    await goTo(page, '/train');
    await poll(() => page.locator('.runs').textContent()).toContain(
      'oldstep 0 of 7 · by another version of dcign · stopped',
    );
  });

  test('what another version has written, or a crash has spoilt, is passed over; a refused stream is asked for again', async () => {
    const { page, complaints } = opened.tab;
    await record(opened.studio.runs, 'odd', {}, () => 5);
    const lines = [
      { step: 101, validation: {} },
      { step: 102, validation: 5, kl: null },
      { step: 103, kl: 'abc', loss: 'x', imagesPerSecond: 'fast' },
      { step: 104, validation: { loss: 1, kl: null, units: { x: null } } },
      { step: 105, validation: { units: { x: { etaSquared: 0.5 } } }, loss: 7 },
    ];
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    await appendFile(join(opened.studio.runs, 'odd', 'metrics.jsonl'), `\0\0\n{"step":6\nnull\n${text}`);
    const before = complaints.length;
    await page.route('**/api/metrics?*', (route) => route.fulfill({ status: 503 }), { times: 1 });
    await page.reload();
    await page.waitForSelector('.view');
    await goTo(page, '/train?runs=odd');
    await poll(() => chart(/^Loss/).getAttribute('aria-label')).toContain('Training 7, Validation 1');
    await poll(() => chart(/^η²/).getAttribute('aria-label')).toContain('x 0.5');
    expect(complaints.slice(before).filter((text) => !text.includes('503'))).toEqual([]);
  });
});
