import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Random } from '../../dist/numeric/random.js';
import { openDisk } from './disk.js';
import { drawPictures, worksIn } from './works.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const FAULTS = ['SIGKILL', 'SIGTERM', 'full disk'];
/** In blocks of 1024 bytes: less than any work writes in one file. */
const SMALL_FILE = 16;

/**
 * How often a work is disturbed until what it has made is looked at. Then it is made anew, and a campaign that is cut
 * short goes on from there.
 */
const ROUND = 10;

/**
 * Disturbs works at random moments, by SIGKILL, by SIGTERM and by a disk that is full, and repeats the command: what is
 * there in the end must be, to the bit, what an undisturbed one gives.
 *
 * @param counts how often each work is disturbed
 * @param progress where it goes on from
 * @returns how many files or works were lost
 */
export async function faultsCampaign(counts, progress) {
  const disk = await openDisk();
  process.on('exit', () => {
    working?.kill('SIGKILL');
    disk.close();
  });
  // It is cut short.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
  const done = progress.of('faults', {});
  if (!disk.isDisk) console.log('No disk can be mounted here: a full one is a limit on the size of files.\n');
  await drawPictures(disk.folder);
  for (const [name, argsOf] of Object.entries(worksIn(disk.folder, Math.min(ROUND, counts.render)))) {
    const whole = join(disk.folder, name);
    // Also where its rounds are done: later works use what it makes.
    const first = await run(argsOf(whole));
    if (first.code !== 0) throw new Error(`${name} failed undisturbed: ${first.errors}`);
    done[name] ??= {
      faults: 0,
      ...Object.fromEntries(FAULTS.map((fault) => [fault, 0])),
      wentOn: 0,
      lost: 0,
    };
    const row = done[name];
    while (row.faults < counts[name]) {
      const faults = Math.min(ROUND, counts[name] - row.faults);
      await round({ disk, name, argsOf, first, faults }, row);
      progress.note('faults', done);
      console.error(`${name}: ${row.faults} of ${counts[name]} faults, lost: ${row.lost}`);
    }
  }
  console.log(`| work | faults | ${FAULTS.join(' | ')} | went on | lost |\n|---|---|---|---|---|---|---|`);
  for (const [name, { faults, wentOn, lost, ...row }] of Object.entries(done))
    console.log(`| ${[name, faults, ...FAULTS.map((fault) => row[fault]), wentOn, lost].join(' | ')} |`);
  console.log();
  return Object.values(done).reduce((sum, { lost }) => sum + lost, 0);
}

/** Disturbs one work until it is whole, and adds to `row` what has come of it. */
async function round({ disk, name, argsOf, first, faults }, row) {
  const random = new Random('campaign', name, row.faults);
  const whole = join(disk.folder, name);
  const disturbed = `${whole}-disturbed`;
  // A work that goes on where it was is disturbed all along; one that begins anew, somewhere in it.
  const goesOn = ['render', 'train'].includes(name);
  const reach = goesOn ? (1.5 * first.milliseconds) / faults : first.milliseconds;
  let wentOn = 0;
  for (let n = 0; n < faults; n++) {
    const fault = FAULTS[random.integer(FAULTS.length)];
    const end = await disturb(disk, argsOf(disturbed), fault, 400 + random.uniform(0, reach), random);
    row[fault]++;
    if (isExpected(end)) wentOn++;
    else console.error(`${name}, fault ${row.faults + n}, ${fault}: ${end.code} ${end.errors}`);
  }
  const last = await run(argsOf(disturbed));
  const isComplete = last.code === 0 || /complete data set/.test(last.errors);
  if (!isComplete) console.error(last.errors);
  const [a, b] = [await contents(whole), await contents(disturbed)];
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  const differing = [...names].filter((file) => a[file] !== b[file]);
  if (differing.length > 0) console.error(`${name}: ${differing.join(', ')}`);
  await rm(disturbed, { recursive: true, force: true });
  row.faults += faults;
  row.wentOn += wentOn;
  row.lost += differing.length + (isComplete ? 0 : 1) + faults - wentOn;
}

async function disturb(disk, args, fault, after, random) {
  if (fault !== 'full disk') return run(args, (child) => void child.kill(fault), after);
  if (!disk.isDisk) return run(args, undefined, 0, SMALL_FILE);
  try {
    // It may stop by itself, where it wants to write, or be done.
    return await run(args, () => disk.fill(random.integer(200_000)), after);
  } finally {
    disk.empty();
  }
}

/** The process of now. */
let working;

/** @returns how it ended, and how long it took */
async function run(args, strike, after = 0, blocks = undefined) {
  const began = performance.now();
  const command = [process.execPath, main, ...args];
  const limited = ['bash', '-c', `ulimit -f ${blocks}; trap '' XFSZ; exec "$@"`, 'bash', ...command];
  const [program, ...rest] = blocks === undefined ? command : limited;
  const child = spawn(program, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  working = child;
  const ended = once(child, 'exit');
  if (strike !== undefined) {
    await Promise.race([sleep(after), ended]);
    await strike(child);
  }
  const [code, by] = await ended;
  return { code, by, errors, milliseconds: performance.now() - began };
}

/** Ended by the signal, or with the exit code of one, or by itself; or with a refusal, which is no fault of dcign's. */
function isExpected({ code, by, errors }) {
  if (by === 'SIGKILL' || by === 'SIGTERM' || [0, 130, 143].includes(code)) return true;
  return code === 1 && /complete data set|space|full|too large|limit/.test(errors);
}

/** A digest of every file, but for what clocks, places and the machine's memory have to do with. */
async function contents(root) {
  const found = {};
  for (const name of (await readdir(root, { recursive: true })).sort()) {
    const path = join(root, name);
    if (!(await stat(path)).isFile() || ['.lock', 'config.json'].includes(name) || name.endsWith('.part'))
      continue;
    let bytes = await readFile(path);
    if (name === 'metrics.jsonl') bytes = bytes.toString().replaceAll(/,"imagesPerSecond":[^}]*/g, '');
    if (name.endsWith('.json')) bytes = bytes.toString().replace(/"cost": \{[^}]*\}|"seconds": [\d.]+/g, '');
    if (name.endsWith('.html')) bytes = bytes.toString().replace(/measured in \d+ s|Time and cost.*/gs, '');
    found[name] = createHash('sha256').update(bytes).digest('hex');
  }
  return found;
}
