// Measures the view Learn in Debian's Chromium, in WebAssembly. Needs a built dist/ and a quiet machine:
//
//   node scripts/measure-learn.js [--seed 1] [--minutes 10]
//   taskset -c 0,1 node scripts/measure-learn.js      on two cores
//
// Trains, again from the start where it has come to an end, until the minutes are over, and prints JSON:
//   - seconds from the press on Start until the rank correlation of each unit, and of azimuth and light together, is
//     .9; and the processor time of all that the browser does meanwhile, which a busy machine does not lengthen as much
//   - milliseconds of the longest task of the page's own thread, by the clock and of processor time, and how many took
//     over 100
//   - what the page's process holds in memory, minute by minute
//   - the correlations shown when the model is saved, and what `dcign evaluate` says of the file
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { main, openChromium, serveStudio } from './studio/served.js';
import { watchTasks } from './studio/tasks.js';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, minutes: { type: 'string', default: '10' } },
});
const minutes = Number(values.minutes);
const LEARNT = 0.9;
const PATIENCE = 600_000;

const folder = await mkdtemp(join(tmpdir(), 'dcign-measure-'));
const studio = await serveStudio('photographs');
const browser = await openChromium();
try {
  const page = await browser.newPage({ acceptDownloads: true });
  page.setDefaultTimeout(PATIENCE);
  await page.goto(`${studio.address}?engine=wasm#/learn?seed=${values.seed}&steps=5000`);
  await page.waitForSelector('.stage, .view.learn');
  const protocol = await browser.newBrowserCDPSession();
  const before = await processesOf(protocol);
  const tasks = await watchTasks(browser, page);
  const start = page.getByRole('button', { name: /^Start/ });
  await start.click();
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;

  const reached = {};
  const memory = [];
  let trainings = 1;
  while (seconds() < 60 * minutes) {
    const shown = await correlations(page);
    if (trainings === 1)
      for (const name of learntOf(shown))
        reached[name] ??= {
          seconds: round(seconds()),
          processorSeconds: round((await processesOf(protocol)).seconds - before.seconds),
          steps: await stepsOf(page),
        };
    if (seconds() >= 60 * memory.length)
      memory.push({ minute: memory.length, MiB: (await processesOf(protocol)).MiB });
    await tasks.read();
    if (await start.isVisible()) {
      await start.click();
      trainings++;
    }
    await page.waitForTimeout(500);
  }
  memory.push({ minute: minutes, MiB: (await processesOf(protocol)).MiB });

  // Halted first, so that what is shown is what is saved.
  if (await page.getByRole('button', { name: 'Pause' }).isVisible())
    await page.getByRole('button', { name: 'Pause' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save model' }).click(),
  ]);
  const path = join(folder, 'learnt.safetensors');
  await file.saveAs(path);
  const shown = await correlations(page);
  console.log(
    JSON.stringify(
      {
        ...{ machine: cpus()[0]?.model, cores: availableParallelism(), chromium: browser.version() },
        ...{ seed: Number(values.seed), trainings, steps: await stepsOf(page) },
        reached,
        tasksOfThePage: await tasks.end(),
        memory,
        saved: { shown, evaluated: await evaluated(path) },
      },
      null,
      2,
    ),
  );
} finally {
  await browser.close();
  studio.close();
  await rm(folder, { recursive: true });
}

/** Rank correlations as the page shows them. */
async function correlations(page) {
  const labels = await page
    .getByRole('img', { name: /rank correlation/ })
    .evaluateAll((plots) => plots.map((plot) => plot.getAttribute('aria-label')));
  return Object.fromEntries(
    labels.map((label) => {
      const [, name, rank] = /^(\w+): .* ([−\d.]+)$/.exec(label);
      return [name.toLowerCase(), Number(rank.replace('−', '-'))];
    }),
  );
}

/** What has been learnt, by name. */
function learntOf(shown) {
  const names = Object.keys(shown).filter((name) => Math.abs(shown[name]) >= LEARNT);
  return names.includes('azimuth') && names.includes('light') ? [...names, 'azimuth and light'] : names;
}

async function stepsOf(page) {
  const text = await page.locator('.learn .steps').textContent();
  return Number(/Step ([\d,]+)/.exec(text)?.[1].replace(',', '') ?? 0);
}

/** Processor time of all processes of a browser, and the memory that those of its pages hold. */
async function processesOf(protocol) {
  const { processInfo } = await protocol.send('SystemInfo.getProcessInfo');
  const pages = processInfo.filter(({ type }) => type === 'renderer');
  const held = await Promise.all(
    pages.map(async ({ id }) =>
      Number(/VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${id}/status`, 'utf8'))[1]),
    ),
  );
  return {
    seconds: processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0),
    MiB: Math.round(held.reduce((sum, kiB) => sum + kiB, 0) / 1024),
  };
}

async function evaluated(path) {
  const args = [
    main,
    'evaluate',
    '--model',
    path,
    '--images',
    '200',
    '--out',
    join(folder, 'report'),
    '--json',
    '--quiet',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 });
  const { encoder } = JSON.parse(stdout);
  return Object.fromEntries(
    Object.entries(encoder).map(([name, { spearman }]) => [name, Number(spearman.toFixed(3))]),
  );
}

function round(seconds) {
  return Math.round(10 * seconds) / 10;
}
