import { readFile } from 'node:fs/promises';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { streamScene } from '../../../src/dataset/streamSource.js';
import { createOnnxEngine } from '../../../src/engine/onnx/onnxEngine.js';
import { readModel } from '../../../src/model/modelFile.js';
import { readSafetensors } from '../../../src/network/safetensors.js';
import { createFaceScene } from '../../../src/scene/faceScene.js';
import { choicesOf, lessonOptions } from '../../../src/studio/page/learn/choices.js';
import { openLesson } from '../../../src/studio/page/learn/lesson.js';
import { readHeldOut } from '../../../src/studio/page/learn/look.js';
import { model as faces } from '../../scene/people.js';
import { type Fixture, openStudio } from '../server/studio.js';
import { hasChromium, openBrowser, openTab, PATIENCE, SOFTWARE_GPU, type Tab } from './browser.js';

const title = hasChromium ? 'Learn and WebGPU' : 'Learn and WebGPU (skipped: there is no /usr/bin/chromium)';

describe.skipIf(!hasChromium)(title, { timeout: 6 * PATIENCE }, () => {
  let studio: Fixture;
  beforeAll(async () => {
    studio = await openStudio();
  });
  afterAll(() => studio?.close());

  const patient = { timeout: 3 * PATIENCE };
  const said = async ({ page }: Tab): Promise<string> => (await page.locator('.learn .steps').textContent())!;
  const press = ({ page }: Tab, name: string): Promise<void> =>
    page.getByRole('button', { name, exact: true }).click(patient);

  test('on a graphics processor in software it takes the steps that Node takes', async ({ skip }) => {
    const browser = await openBrowser(SOFTWARE_GPU);
    try {
      const tab = await openTab(browser, `${studio.url}?engine=webgpu#/learn?seed=3`);
      if (!(await hasAdapter(tab.page))) skip('this Chromium has no WebGPU adapter');
      await press(tab, 'Start');
      // In the first one, what leads into the branches of zeros does not move.
      await expect.poll(() => said(tab), patient).toMatch(/^Step ([2-9]|\d\d).* WebGPU$/);
      await press(tab, 'Pause');
      const [download] = await Promise.all([
        tab.page.waitForEvent('download', patient) as Promise<Download>,
        press(tab, 'Save model'),
      ]);
      const path = await download.path();
      const { step } = (await readModel(path)).description.training;
      expect(step).toBeGreaterThan(1);
      const learnt = tensorsOf(await readFile(path));
      const [begun, expected] = await lessonInNode(step);
      expect([...learnt.keys()]).toEqual([...begun.keys()]);
      for (const [name, { data }] of begun) {
        const moved = (to: Tensors): Float32Array => to.get(name)!.data.map((x, i) => x - data[i]!);
        const [own, node] = [moved(learnt), moved(expected)];
        // Adam's first steps are little more than signs of gradients, and of those near 0 rounding decides.
        expect(norm(own.map((x, i) => x - node[i]!)), name).toBeLessThan(0.1 * norm(node));
      }
    } finally {
      await browser.close();
    }
  });

  test('where it fails although it was promised, WebAssembly learns, and that is said', async () => {
    const browser = await openBrowser();
    try {
      const tab = await openTab(browser, `${studio.url}#/learn`);
      await tab.page.route('**/worker-*.js', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: `${PROMISE}\n${await response.text()}` });
      });
      await press(tab, 'Start');
      await expect.poll(() => said(tab), patient).toMatch(/^Step [1-9].* WASM$/);
      expect(await tab.page.getByText('WebGPU was tried, and failed').textContent()).toMatch(
        /failed: ONNX Runtime cannot use its provider webgpu here: it gives no reason \(exception \d+\)/,
      );
    } finally {
      await browser.close();
    }
  });
});

/** A browser that has an adapter, from which no device comes. */
const PROMISE = `Object.defineProperty(navigator, 'gpu', { value: { requestAdapter: async () => ({
  info: {}, limits: {}, features: new Set(), requestDevice: () => Promise.reject(new Error('no driver')),
}) } });`;

function hasAdapter(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<object | null> } };
    return gpu !== undefined && (await gpu.requestAdapter()) !== null;
  });
}

/** The tensors of the same lesson in Node, before it has begun and after so many steps. */
async function lessonInNode(step: number): Promise<readonly [Tensors, Tensors]> {
  const options = lessonOptions(choicesOf({ seed: '3' }));
  const source = streamScene(createFaceScene(faces), { size: 32, seed: options.seed });
  let time = 0;
  let reached = (): void => {};
  const halted = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const lesson = await openLesson({
    ...{ options, source, heldOut: await readHeldOut(source, 1) },
    engine: await createOnnxEngine({ threads: 1 }),
    tell: (news) => {
      if (news.kind !== 'steps' || news.step !== step) return;
      lesson.pause();
      reached();
    },
    // So late that every step is told.
    now: () => {
      time += 1000;
      return time;
    },
  });
  const begun = tensorsOf((await lesson.save()).file);
  void lesson.run();
  await halted;
  return [begun, tensorsOf((await lesson.save()).file)];
}

function norm(numbers: Float32Array): number {
  return Math.sqrt(numbers.reduce((sum, x) => sum + x * x, 0));
}

type Tensors = ReturnType<typeof readSafetensors>['tensors'];

function tensorsOf(file: Uint8Array): Tensors {
  return readSafetensors(file, 'the lesson').tensors;
}
