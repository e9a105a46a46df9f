import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { writeModel } from '../../src/model/modelFile.js';
import { tinyModel } from '../studio/tinyModel.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
let folder: string;
let model: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dcign-cli-'));
  model = join(folder, 'model.safetensors');
  await writeModel(model, await tinyModel());
});

function start(...args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = { out: '', err: '' };
  child.stdout.on('data', (text) => {
    printed.out += text;
  });
  child.stderr.on('data', (text) => {
    printed.err += text;
  });
  const ended = once(child, 'close').then(([code]) => code as number);
  return { child, printed, ended };
}

test('export writes the files, and overwrites none unless told to', async () => {
  const out = join(folder, 'onnx');
  const args = ['export', '--model', model, '--out', out, '--json'];
  const first = start(...args);
  expect(await first.ended).toBe(0);
  const names = ['decoder.onnx', 'encoder.onnx', 'model.json', 'rerender.onnx'];
  expect((await readdir(out)).sort()).toEqual(names);
  const { files } = JSON.parse(first.printed.out) as { files: { name: string }[] };
  expect(files.map(({ name }) => name).sort()).toEqual(names);
  expect(JSON.parse(await readFile(join(out, 'model.json'), 'utf8')).name).toBe(folder.split('/').at(-1));

  const again = start(...args);
  expect(await again.ended).toBe(1);
  expect(again.printed.err).toContain('--force to overwrite');
  expect(await start(...args, '--force').ended).toBe(0);
});

test('studio says where it is, and Ctrl-C ends it', async () => {
  const runs = join(folder, 'no runs yet');
  const { child, printed, ended } = start(
    'studio',
    '--model',
    model,
    '--runs',
    runs,
    '--no-open',
    '--port',
    '0',
  );
  while (!printed.err.includes('http://')) await once(child.stderr, 'data');
  const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(printed.err)![0];
  expect(await (await fetch(`${url}api/runs`)).json()).toEqual([]);
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});
