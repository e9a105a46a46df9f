import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { again } from '../../src/cli/again.js';
import { headPanel } from '../../src/cli/headPanel.js';
import { run } from '../../src/cli/program.js';
import { writeModel } from '../../src/model/modelFile.js';
import { tinyModel } from '../studio/tinyModel.js';

let folder: string;
let printed = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcign-it's "));
  vi.spyOn(console, 'log').mockImplementation((text: string) => {
    printed += `${text}\n`;
  });
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** The words of the command after "Next:", as a shell takes them. */
function next(text: string): readonly string[] {
  const command = /Next:\n +(.*)/.exec(text)![1]!.replace(/^node \S+|^dcign/, "printf '%s\\n'");
  return execFileSync('bash', ['-c', command], { encoding: 'utf8' }).trimEnd().split('\n');
}

it('what rerender proposes next reads the same part of the photograph with the same model', async () => {
  const [photograph, model] = [join(folder, 'my photo.png'), join(folder, 'model.safetensors')];
  await writeModel(model, await tinyModel());
  const pixels = Uint8Array.from({ length: 60 * 40 }, (_, i) => (i * i) % 251);
  await sharp(pixels, { raw: { width: 60, height: 40, channels: 1 } }).toFile(photograph);
  const rerender = async (words: readonly string[], name: string): Promise<string> => {
    printed = '';
    const out = words.includes('--out') ? words.with(words.indexOf('--out') + 1, join(folder, name)) : words;
    expect(await run([...out])).toBe(0);
    return printed;
  };
  const asked = ['rerender', photograph, '--model', model, '--crop', '20,15,18,-4', '--refine', '0'];
  const first = [...asked, '--vary', 'azimuth', '--frames', '2', '--out', 'a.png'];
  const proposed = next(await rerender(first, 'a.png'));
  const read = async (words: readonly string[], name: string) => {
    const [{ frame, code }] = JSON.parse(await rerender([...words, '--json'], name)).images;
    return { frame, code };
  };
  const expected = await read(first, 'b.png');
  expect(expected.frame).toEqual({ x: 20, y: 15, side: 18, roll: -4 });
  expect(await read(proposed, 'c.gif')).toEqual(expected);
}, 600_000);

it('what head proposes next reads the same head with the same model', () => {
  const written = { seed: undefined, found: undefined, files: ['a.glb'], sheet: undefined };
  const panelOf = (chosen: Parameters<typeof again>[1]): string =>
    headPanel({ ...written, photograph: 'we two.jpg', chosen, varied: ['light'] });
  const words = (chosen: Parameters<typeof again>[1]) => next(panelOf(chosen));
  expect(words({ frame: 'face', face: 2, model: "it's/run" })).toEqual([
    'head',
    'we two.jpg',
    '--model',
    "it's/run",
    '--face',
    '2',
    '--vary',
    'light',
    '--out',
    'light.gif',
  ]);
  expect(words({ frame: 'face', face: 1, crop: [10, 20, 30, -1.5] }).slice(0, 4)).toEqual([
    'head',
    'we two.jpg',
    '--crop',
    '10,20,30,-1.5',
  ]);
  expect(words({ frame: 'middle', face: 1 }).slice(0, 4)).toEqual([
    'head',
    'we two.jpg',
    '--frame',
    'middle',
  ]);
  expect(words({ frame: 'face', face: 1 }).slice(0, 3)).toEqual(['head', 'we two.jpg', '--vary']);
});
