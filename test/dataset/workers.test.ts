import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { renderDataset } from '../../src/dataset/renderDataset.js';
import { streamScene } from '../../src/dataset/streamSource.js';
import { Random } from '../../src/numeric/random.js';
import { openScene } from '../../src/scene/openScene.js';
import { contents, temporaryFolder } from './temporary.js';

const dcign = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const kinds = ['azimuth', 'all'];
const batches = { train: 2, validation: 0, test: 0 };

it('gives the same bytes with any number of threads, and killed at any moment', async () => {
  const folder = temporaryFolder();
  const scene = await openScene('faces');
  await renderDataset({ scene, out: join(folder, 'one'), size: 16, seed: 9, kinds, batches, workers: 1 });
  const expected = contents(join(folder, 'one'));
  await renderDataset({ scene, out: join(folder, 'two'), size: 16, seed: 9, kinds, batches, workers: 2 });
  expect(contents(join(folder, 'two'))).toEqual(expected);

  const out = join(folder, 'killed');
  const total = bytesOf(join(folder, 'one'));
  const random = new Random('kill');
  let killed = 0;
  for (let repetition = 1; repetition <= 3; repetition++) {
    const child = startRendering(out);
    await killWhenWritten(child, out, total * ((repetition - random.uniform()) / 3));
    if (child.signalCode === 'SIGKILL') killed++;
    expect(existsSync(join(out, 'dataset.json'))).toBe(child.signalCode === null);
  }
  expect(killed).toBeGreaterThan(1);
  const [code] = await once(startRendering(out), 'exit');
  expect(code).toBe(killed === 3 ? 0 : 1);
  expect(contents(out)).toEqual(expected);
}, 600_000);

function startRendering(out: string): ChildProcess {
  const sizes = ['--size', '16', '--seed', '9', '--batches', '2', '--validation', '0', '--test', '0'];
  const args = [dcign, 'render', 'faces', '--out', out, ...sizes, '--kinds', kinds.join(), '--workers', '2'];
  return spawn(process.execPath, args, { stdio: 'ignore' });
}

async function killWhenWritten(child: ChildProcess, out: string, bytes: number): Promise<void> {
  const exit = once(child, 'exit');
  while (child.exitCode === null && bytesOf(out) < bytes) await setTimeout(1);
  child.kill('SIGKILL');
  await exit;
}

/** Of the arrays, finished or not. */
function bytesOf(folder: string): number {
  if (!existsSync(folder)) return 0;
  const names = (readdirSync(folder, { recursive: true }) as string[]).filter((name) =>
    name.includes('.npy'),
  );
  const sizes = names.map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0);
}

it('streams the same batches with and without threads', async () => {
  const scene = await openScene('faces');
  const alone = streamScene(scene, { size: 16, seed: 4, batchSize: 3 });
  const threads = streamScene(scene, { size: 16, seed: 4, batchSize: 3, workers: 2 });
  for (const kind of ['light', 'texture+shape'])
    expect(await threads.read('test', kind, 7)).toEqual(await alone.read('test', kind, 7));
  await expect(threads.read('test', 'lihgt', 7)).rejects.toThrow(/Did you mean light\?/);
  await threads.close();
});
