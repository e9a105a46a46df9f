// Ends renderings and trainings at random moments, by SIGKILL and by SIGTERM, and repeats the command: what is there in
// the end must be, to the bit, what an undisturbed one gives. Needs a built dist/.
//
//   npm run campaign              200 faults, about an hour
//   npm run campaign -- --short   12 faults, a few minutes
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../dist/numeric/random.js';

const FAULTS = process.argv.includes('--short') ? 12 : 200;
const SIGNALS = ['SIGKILL', 'SIGTERM'];

const main = new URL('../dist/cli/main.js', import.meta.url).pathname;
const folder = await mkdtemp(join(tmpdir(), 'dcign-campaign-'));
const random = new Random('campaign', FAULTS);

/** The two things that are disturbed; `resume` is what a person types after a fault. */
const WORKS = {
  render: (out) => {
    const args = `render faces --size 64 --batches ${5 * FAULTS} --kinds azimuth,all --workers 1 --quiet`;
    return [...args.split(' '), '--out', out];
  },
  train: (out) => {
    const small = '--encoder 8 --decoder 8,8 --network paper --code 20 --kinds azimuth=1,all=1 --groups page';
    const often = `--steps ${25 * FAULTS} --checkpoint-every 7 --validate-every 20 --validation-batches 3 --metrics-every 1`;
    return existsSync(join(out, 'config.json'))
      ? ['train', '--run', out, '--resume', '--quiet']
      : `train --data ${join(folder, 'render')} --run ${out} --engine onnx --threads 1 ${small} ${often} --quiet`.split(
          ' ',
        );
  },
};

/** @returns how it ended, and how long it took */
async function run(args, signal, after) {
  const began = performance.now();
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  const ended = once(child, 'exit');
  if (signal !== undefined) {
    await Promise.race([sleep(after), ended]);
    child.kill(signal);
  }
  const [code, by] = await ended;
  return { code, by, errors, milliseconds: performance.now() - began };
}

/** A digest of every file, but for the clock in the metrics and the machine's own words in the configuration. */
async function contents(root) {
  const found = {};
  for (const name of (await readdir(root, { recursive: true })).sort()) {
    const path = join(root, name);
    if (!(await stat(path)).isFile() || name === '.lock') continue;
    let bytes = await readFile(path);
    if (name === 'metrics.jsonl') bytes = bytes.toString().replaceAll(/,"imagesPerSecond":[^}]*/g, '');
    found[name] = createHash('sha256').update(bytes).digest('hex');
  }
  return found;
}

console.log('| work | faults | SIGKILL | SIGTERM | went on | lost |\n|---|---|---|---|---|---|');
try {
  for (const [name, argsOf] of Object.entries(WORKS)) {
    const whole = join(folder, name);
    const { code, errors, milliseconds } = await run(argsOf(whole));
    if (code !== 0) throw new Error(`${name} failed undisturbed: ${errors}`);
    const disturbed = `${whole}-disturbed`;
    const counts = { SIGKILL: 0, SIGTERM: 0 };
    let wentOn = 0;
    const faults = FAULTS / 2;
    for (let fault = 0; fault < faults; fault++) {
      const signal = SIGNALS[random.integer(2)];
      // Most of the work is left for the last ones; starting takes a while, too.
      const end = await run(
        argsOf(disturbed),
        signal,
        400 + random.uniform(0, (1.5 * milliseconds) / faults),
      );
      counts[signal]++;
      const expected = end.by === 'SIGKILL' || [0, 130, 143].includes(end.code) || end.by === 'SIGTERM';
      if (expected) wentOn++;
      else console.error(`${name}, fault ${fault}, ${signal}: ${end.code} ${end.errors}`);
    }
    const last = await run(argsOf(disturbed));
    const complete = last.code === 0 || /complete data set/.test(last.errors);
    if (!complete) console.error(last.errors);
    const [a, b] = [await contents(whole), await contents(disturbed)];
    const lost = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((file) => a[file] !== b[file]);
    const real = lost.filter((file) => file !== 'config.json');
    if (real.length > 0) console.error(`${name}: ${real.join(', ')}`);
    if (!complete || real.length > 0 || wentOn < faults) process.exitCode = 1;
    console.log(
      `| ${name} | ${faults} | ${counts.SIGKILL} | ${counts.SIGTERM} | ${wentOn} | ${real.length} |`,
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
