import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Random } from '../../src/numeric/random.js';
import { storeDots } from './storedDots.js';
import { emptyFolder, metricsOf } from './tiny.js';

/** `KILLS=20 npx vitest run test/training/kill.test.ts` for the long version. */
const KILLS = Number(process.env.KILLS ?? 3);
const STEPS = 20 * (KILLS + 1);

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
// A checkpoint every other step, so that many a kill hits one that is being written.
const options =
  `--steps ${STEPS} --kinds x=1,glow=1 --encoder 4 --decoder 4,4 --code 8 --warm-up 5 --metrics-every 1 ` +
  '--checkpoint-every 2 --validate-every 25 --validation-batches 3 --engine onnx --quiet';

function start(run: string, args: string) {
  const child = spawn(process.execPath, [main, 'train', '--run', run, ...args.split(' ')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  return { child, exit: once(child, 'exit'), errors: () => errors };
}

const linesOf = (run: string) =>
  readFile(join(run, 'metrics.jsonl'), 'utf8').then(
    (text) => text.split('\n').length,
    () => 0,
  );

async function complete(run: string, args: string): Promise<void> {
  const { exit, errors } = start(run, args);
  const [code] = await exit;
  expect(errors()).toBe('');
  expect(code).toBe(0);
}

test.each([
  ['exchange', ''],
  ['mean', ' --inactive mean --network paper'],
])(
  `killed ${KILLS} times at random and resumed, it is the run that was never interrupted: %s`,
  async (_, more) => {
    const args = options + more;
    const folder = await emptyFolder();
    const [data, whole, killed] = ['data', 'whole', 'killed'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await storeDots(data);
    await complete(whole, `--data ${data} ${args}`);

    const random = new Random('kills', KILLS);
    for (let kill = 0; kill < KILLS; kill++) {
      const begun = await stat(join(killed, 'config.json')).catch(() => undefined);
      const before = await linesOf(killed);
      const { child, exit, errors } = start(
        killed,
        begun === undefined ? `--data ${data} ${args}` : '--resume --quiet',
      );
      const target = before + random.integer(30);
      while (child.exitCode === null && (await linesOf(killed)) < target) await sleep(1);
      await sleep(random.uniform(0, 40));
      child.kill('SIGKILL');
      const [, signal] = await exit;
      expect(errors()).toBe('');
      expect(signal).toBe('SIGKILL');
    }
    await complete(killed, '--resume --quiet');

    expect(await metricsOf(killed)).toEqual(await metricsOf(whole));
    const model = (run: string) => readFile(join(run, 'model.safetensors'));
    expect((await model(killed)).equals(await model(whole))).toBe(true);
  },
  600_000,
);
