// Measures the studio in Debian's Chromium, in WebAssembly, on loopback. Needs a built dist/ and a quiet machine:
//
//   node scripts/measure-studio.js [MODEL]
//   taskset -c 0,1 node scripts/measure-studio.js      on two cores
//
// Prints JSON: milliseconds from a cold start (nothing cached) to the first re-rendered picture, and from a slider's
// move to its picture; readings of the camera and pictures drawn from them a second in the mirror.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cameraFlags, writeFilm } from './studio/film.js';
import { openChromium, serveStudio } from './studio/served.js';

const STARTS = 7;
const MOVES = 100;
/** Seconds in which pictures of the mirror are counted. */
const SECONDS = 10;
const PATIENCE = 600_000;

const [model = 'photographs'] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'dcign-measure-'));
const studio = await serveStudio(model);
try {
  const address = `${studio.address}?engine=wasm`;
  const film = join(folder, 'camera.y4m');
  await writeFilm(
    film,
    Array.from({ length: 120 }, (_, i) => Math.round(30 * Math.sin((Math.PI * i) / 60))),
    30,
  );
  const starts = [];
  for (let i = 0; i < STARTS; i++) starts.push(await inBrowser((page) => coldStart(page, address)));
  const { moves, version, engine } = await inBrowser((page) => sliderMoves(page, address));
  const mirror = await inBrowser((page) => mirrored(page, address), cameraFlags(film));
  console.log(
    JSON.stringify(
      {
        ...{ machine: cpus()[0]?.model, cores: availableParallelism(), chromium: version, engine, model },
        coldStartToFirstPicture: spread(starts),
        sliderMoveToPicture: spread(moves),
        mirror,
      },
      null,
      2,
    ),
  );
} finally {
  studio.close();
  await rm(folder, { recursive: true });
}

/** In a browser of its own, in which nothing is cached. */
async function inBrowser(use, flags = []) {
  const browser = await openChromium(flags);
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.addInitScript(watchPictures);
    return await use(page);
  } finally {
    await browser.close();
  }
}

/** Notes when each picture is drawn on the stage, in milliseconds since the page was asked for. */
function watchPictures() {
  const kept = new WeakMap();
  globalThis.drawn = [];
  Object.defineProperty(HTMLCanvasElement.prototype, 'pixels', {
    configurable: true,
    get() {
      return kept.get(this);
    },
    set(pixels) {
      kept.set(this, pixels);
      // It is drawn in the same task.
      if (this.closest('.stage') !== null)
        queueMicrotask(() => {
          globalThis.drawn.push(performance.now());
          globalThis.onDrawn?.();
        });
    },
  });
}

async function coldStart(page, address) {
  await page.goto(address);
  await page.waitForFunction(() => globalThis.drawn.length > 0);
  return page.evaluate(() => globalThis.drawn[0]);
}

async function sliderMoves(page, address) {
  // Nothing turns by itself where this is not the first visit.
  await page.addInitScript(() => localStorage.setItem('dcign-welcomed', 'yes'));
  await page.goto(address);
  await page.waitForFunction(() => globalThis.drawn.length > 0);
  const moves = await page.evaluate(async (count) => {
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const slider = document.querySelector('.panel input[type=range]');
    const [min, max] = [Number(slider.min), Number(slider.max)];
    await pause(2000);
    const times = [];
    for (let i = 0; i < count; i++) {
      await pause(100);
      const drawn = new Promise((resolve) => {
        globalThis.onDrawn = resolve;
      });
      const from = performance.now();
      slider.value = String(min + (max - min) * (((i * 37) % count) / count));
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      await drawn;
      times.push(performance.now() - from);
    }
    return times;
  }, MOVES);
  const engine = await page.locator('.engine').evaluate(({ firstChild }) => firstChild.textContent);
  return { moves, version: page.context().browser().version(), engine };
}

async function mirrored(page, address) {
  await page.goto(`${address}#/mirror`);
  await page.getByRole('button', { name: 'Start the camera' }).click();
  const rate = page.locator('.angles div', { hasText: 'Read a second' }).locator('dd');
  await rate.waitFor();
  // Until it runs evenly.
  await page.waitForTimeout(5000);
  const before = await page.evaluate(() => globalThis.drawn.length);
  const rates = [];
  for (let i = 0; i < SECONDS; i++) {
    await page.waitForTimeout(1000);
    rates.push(Number(await rate.textContent()));
  }
  const drawn = (await page.evaluate(() => globalThis.drawn.length)) - before;
  return { readASecond: spread(rates).median, drawnASecond: drawn / SECONDS };
}

function spread(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (share) => Number(sorted[Math.floor(share * (sorted.length - 1))].toFixed(1));
  return { median: at(0.5), least: at(0), most: at(1), count: sorted.length };
}
