import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Family } from '../../src/ranks/launch.js';
import { storeDots } from '../training/storedDots.js';
import { emptyFolder, metricsOf } from '../training/tiny.js';
import { launchers, whyNoMpi } from './launchers.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const SMALL =
  '--encoder 4 --decoder 4,4 --code 8 --warm-up 5 --network paper --kinds x=1,glow=1 --metrics-every 1 ' +
  '--validation-batches 3 --engine onnx --threads 1';

/** `STEPS=300 npx vitest run test/ranks/mpi.test.ts` for a long curve. */
const STEPS = Number(process.env.STEPS ?? 30);

let data: string;

beforeAll(async () => {
  data = join(await emptyFolder(), 'data');
  await storeDots(data);
});

const newRun = async () => join(await emptyFolder(), 'run');
const lossesOf = async (run: string) =>
  (await metricsOf(run)).flatMap(({ loss }) => (typeof loss === 'number' ? [loss] : []));

describe.each(['Open MPI', 'MPICH'] as const)('dcign train by the mpirun of %s', async (family) => {
  const why = await whyNoMpi(family);
  if (why !== undefined) {
    it.skip(`(skipped: ${why})`);
    return;
  }

  function start(size: number, args: string): { child: ChildProcess; said: () => string } {
    const { command, options } = launcherOf(family);
    const child = spawn(
      command,
      [...options, '-n', `${size}`, process.execPath, main, 'train', ...args.split(' ')],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream!.on('data', (text) => {
        said += text;
      });
    return { child, said: () => said };
  }

  async function finished(size: number, args: string): Promise<{ code: number; said: string }> {
    const { child, said } = start(size, args);
    const [code] = await once(child, 'close');
    return { code, said: said() };
  }

  /** A training of two ranks under way: some steps are done. */
  async function underWay(run: string): Promise<ReturnType<typeof start>> {
    const every = '--checkpoint-every 10 --validate-every 100000';
    const started = start(2, `--data ${data} --run ${run} --steps 100000 ${SMALL} ${every}`);
    const metrics = join(run, 'metrics.jsonl');
    while (!existsSync(metrics) || readFileSync(metrics, 'utf8').split('\n').length < 14) {
      if (started.child.exitCode !== null) throw new Error(started.said());
      await sleep(5);
    }
    return started;
  }

  const newestStep = (run: string) =>
    Number(/\d+/.exec(readdirSync(join(run, 'checkpoints')).sort().at(-1)!)![0]);

  it(`learns over ${STEPS} steps what one process learns, and says who took part`, async () => {
    const [one, four] = [await newRun(), await newRun()];
    const args = `--data ${data} --steps ${STEPS} --batch 16 ${SMALL}`;
    const alone = spawnSync(process.execPath, [main, 'train', '--run', one, '--quiet', ...args.split(' ')]);
    expect(alone.status).toBe(0);
    const { code, said } = await finished(4, `--run ${four} ${args}`);
    expect(code, said).toBe(0);
    expect(said).toContain(`4 ranks through ${family} `);
    // Once, not by every rank.
    expect(said.match(/Trained \d+ steps/g)).toHaveLength(1);
    for (const rank of [0, 1, 2, 3])
      expect(said.match(new RegExp(`rank ${rank} on .*: process`, 'g'))).toHaveLength(1);
    const [losses, shared] = [await lossesOf(one), await lossesOf(four)];
    expect(losses).toHaveLength(STEPS);
    for (const [i, loss] of losses.entries())
      expect(Math.abs(shared[i]! - loss) / loss, `step ${i + 1}`).toBeLessThan(1e-5);
    expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]!);
  }, 600_000);

  it('started once by it, is what it is without it, to the bit', async () => {
    const [one, other] = [await newRun(), await newRun()];
    const args = `--data ${data} --steps 12 ${SMALL} --quiet`;
    expect(spawnSync(process.execPath, [main, 'train', '--run', one, ...args.split(' ')]).status).toBe(0);
    expect((await finished(1, `--run ${other} ${args}`)).code).toBe(0);
    expect(await metricsOf(other)).toEqual(await metricsOf(one));
    const model = (run: string) => readFileSync(join(run, 'model.safetensors'));
    expect(model(other).equals(model(one))).toBe(true);
  }, 600_000);

  it.skipIf(process.platform !== 'linux')(
    'writes over no call of the C library, which other threads may be within',
    async () => {
      const { command, options } = launcherOf(family);
      const { status, stdout, stderr } = spawnSync(
        command,
        [...options, '-n', '2', process.execPath, '--input-type=module', '--eval', COMPARE, family],
        { encoding: 'utf8' },
      );
      expect(status, stderr).toBe(0);
      expect(stdout.trim().split('\n')).toEqual(
        Array(2).fill('as they were: mmap munmap mremap madvise brk'),
      );
    },
    600_000,
  );

  it('tells once, by rank 0, what all cannot do', async () => {
    const run = await newRun();
    const { code, said } = await finished(3, `--data ${data} --run ${run} --steps 3 ${SMALL}`);
    expect(code).not.toBe(0);
    expect(
      said.match(/10 sets of 2 images .*, which 3 ranks cannot share evenly\. Start 1, 2, 5 or 10/g),
    ).toHaveLength(1);
    expect(existsSync(run)).toBe(false);
  }, 600_000);

  it('stops after a step at SIGUSR1 to mpirun, with every step kept', async () => {
    const run = await newRun();
    const { child, said } = await underWay(run);
    child.kill('SIGUSR1');
    await once(child, 'close');
    expect(said()).toMatch(/Stopped after step \d+; everything is saved/);
    expect((await metricsOf(run)).at(-1)).toMatchObject({ step: newestStep(run) });
  }, 600_000);

  it('ends where a rank is killed; its name or process is told, and the checkpoints are whole', async () => {
    const run = await newRun();
    const { child, said } = await underWay(run);
    const pid = /rank 1 on .*: process (\d+)/.exec(said())![1]!;
    process.kill(Number(pid), 'SIGKILL');
    const [code] = await once(child, 'close');
    expect(code).not.toBe(0);
    expect(said()).toMatch(new RegExp(`process rank 1 with|PID ${pid} RUNNING AT`));
    expect(newestStep(run)).toBeGreaterThanOrEqual(10);
    // What is left goes on, by another number of ranks.
    const resumed = start(5, `--run ${run} --resume`);
    const before = newestStep(run);
    while (newestStep(run) <= before) {
      if (resumed.child.exitCode !== null) throw new Error(resumed.said());
      await sleep(20);
    }
    resumed.child.kill('SIGUSR1');
    await once(resumed.child, 'close');
    expect(resumed.said()).toContain('everything is saved');
  }, 600_000);
});

/** Becomes a rank, and says which calls begin with the same bytes as before. */
const COMPARE = `
  import koffi from 'koffi';
  import { candidates } from './dist/ranks/find.js';
  import { MpiLibrary } from './dist/ranks/mpi.js';
  const libc = koffi.load('libc.so.6');
  const read = (name) => Buffer.from(koffi.decode(libc.symbol(name), koffi.array('uint8', 16))).toString('hex');
  const names = ['mmap', 'munmap', 'mremap', 'madvise', 'brk'];
  const before = names.map(read);
  const ranks = await new MpiLibrary(candidates(process.argv.at(-1))[0], { alone: false }).begin();
  console.log('as they were:', ...names.filter((name, i) => read(name) === before[i]));
  ranks.leave();
`;

function launcherOf(family: Family): (typeof launchers)[number] {
  return launchers.find((one) => one.family === family)!;
}
