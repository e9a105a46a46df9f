import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { renderDataset } from '../../src/dataset/renderDataset.js';
import { temporaryFolder } from '../dataset/temporary.js';
import { whyNoOneDnn } from '../engine/onednnLibrary.js';
import { dotScene } from '../training/dotScene.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const SMALL =
  '--encoder 2 --decoder 2,2 --code 4 --warm-up 3 --network paper --kinds x=1,glow=1 --metrics-every 1 --quiet ' +
  '--checkpoint-every 100000 --validate-every 100000 --validation-batches 2';

async function dataset(): Promise<string> {
  const out = join(temporaryFolder(), 'data');
  const batches = { train: 6, validation: 2, test: 0 };
  await renderDataset({ scene: dotScene, out, size: 16, seed: 1, batches, kinds: ['x', 'glow'], workers: 0 });
  return out;
}

function dcign(args: string, env = {}): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, [main, ...args.split(' ')], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, stderr };
}

/** A training under way: some steps are done. */
async function underWay(data: string, run: string): Promise<ChildProcess> {
  const args = `train --data ${data} --run ${run} --steps 100000 --engine onnx ${SMALL}`;
  const child = spawn(process.execPath, [main, ...args.split(' ')], { stdio: 'ignore' });
  const metrics = join(run, 'metrics.jsonl');
  while (!existsSync(metrics) || readFileSync(metrics, 'utf8').split('\n').length < 4) await sleep(5);
  return child;
}

describe('dcign train', () => {
  it('takes pictures of any shape where they are scaled, and goes on with them', async () => {
    const data = join(temporaryFolder(), 'pictures');
    for (const place of ['x/a', 'x/b', 'x/c']) {
      mkdirSync(join(data, place), { recursive: true });
      for (const [i, height] of [30, 40].entries())
        await sharp({ create: { width: 25, height, channels: 3, background: { r: 0, g: 99 * i, b: 0 } } })
          .jpeg()
          .toFile(join(data, place, `${i}.jpg`));
    }
    const run = join(data, '..', 'run');
    const small = SMALL.replace('x=1,glow=1', 'x=1');
    const args = `train --data ${data} --run ${run} --steps 2 --engine onnx --groups x=4 --set 2 --batch 2 ${small}`;
    expect(dcign(args)).toMatchObject({ status: 1, stderr: expect.stringContaining('Add --size') });
    expect(existsSync(run)).toBe(false);
    expect(dcign(`${args} --size 16`)).toMatchObject({ status: 0 });
    expect(dcign(`train --run ${run} --resume --steps 3 --quiet`)).toMatchObject({ status: 0 });
    expect(readFileSync(join(run, 'metrics.jsonl'), 'utf8').match(/"step":3/)).not.toBeNull();
  });

  it('refuses to scale images that were rendered', async () => {
    const data = await dataset();
    const args = `train --data ${data} --run ${data}-run --steps 2 --size 32 --engine onnx ${SMALL}`;
    expect(dcign(args)).toMatchObject({ status: 1, stderr: expect.stringContaining('are not scaled') });
  });

  it.skipIf(process.platform === 'win32').each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGUSR1', 138],
  ] as const)('keeps every step when it gets %s', async (signal, code) => {
    const data = await dataset();
    const run = join(data, '..', 'run');
    const child = await underWay(data, run);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([code, null]);
    const steps = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trimEnd().split('\n').length;
    expect(readdirSync(join(run, 'checkpoints'))).toEqual([
      `step-${String(steps).padStart(8, '0')}.safetensors`,
    ]);
    expect(existsSync(join(run, '.lock'))).toBe(false);
  });

  it('goes on after a kill whose lock is left, asks where moved data are, and remembers it', async () => {
    const data = await dataset();
    const run = join(data, '..', 'run');
    const child = await underWay(data, run);
    expect(dcign(`train --run ${run} --resume`)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(`run is in use by process ${child.pid} on `),
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(join(run, '.lock'))).toBe(true);
    renameSync(data, `${data}-moved`);
    expect(dcign(`train --run ${run} --resume`)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/was trained on the data .*data, which is not there.*--data/),
    });
    const result = dcign(`train --run ${run} --resume --data ${data} --quiet`);
    expect(result.stderr).toMatch(/no data set/);
    // Remembered, although nothing of it was there before.
    const config = () => JSON.parse(readFileSync(join(run, 'config.json'), 'utf8')).data.path;
    expect(config()).toBe(data);
    const args = ['train', '--run', run, '--resume', '--data', `${data}-moved`, '--quiet'];
    const resumed = spawn(process.execPath, [main, ...args], { stdio: 'ignore' });
    while (config() === data) await sleep(5);
    resumed.kill('SIGTERM');
    await once(resumed, 'exit');
    expect(config()).toBe(`${data}-moved`);
  });

  const skipped = whyNoOneDnn();
  it.skipIf(skipped !== undefined)(
    'without bf16: auto falls back, bf16 is refused and leaves no folder',
    async () => {
      const run = join(temporaryFolder(), 'run');
      const less = { DNNL_MAX_CPU_ISA: 'AVX2', ONEDNN_MAX_CPU_ISA: 'AVX2' };
      const args = `train --scene sprites --size 16 --steps 2 --run ${run} --engine onednn`;
      expect(dcign(`${args} --precision bf16`, less)).toEqual({
        status: 1,
        stderr: expect.stringMatching(/^oneDNN .* cannot compute in bf16 .*--precision fp32/),
      });
      expect(existsSync(run)).toBe(false);
      expect(dcign(`${args} --threads 1`, less)).toMatchObject({
        status: 0,
        stderr: expect.stringMatching(/: fp32, since /),
      });
    },
  );
});
