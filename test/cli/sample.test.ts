import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../src/cli/program.js';
import { writeModel } from '../../src/model/modelFile.js';
import { tinyModel } from '../studio/tinyModel.js';

let folder: string;
let model: string;
const printed = { out: '', err: '' };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dcign-'));
  model = join(folder, 'model.safetensors');
  await writeModel(model, await tinyModel());
  printed.out = '';
  printed.err = '';
  vi.spyOn(console, 'log').mockImplementation((text: string) => {
    printed.out += `${text}\n`;
  });
  vi.spyOn(console, 'error').mockImplementation((text: string) => {
    printed.err += `${text}\n`;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const sample = (...args: string[]) => run(['sample', '--model', model, '--engine', 'onnx', ...args]);

describe('dcign sample', () => {
  it('writes people, and says where they stand', async () => {
    const out = join(folder, 'people.png');
    expect(await sample('--count', '3', '--set', 'azimuth=-30,light=20', '--out', out)).toBe(0);
    expect(printed.out).toMatch(/Drew 3 people.*azimuth -30° for all of them.*light 20° for all of them/s);
    const before = await readFile(out);
    expect(await sample('--count', '3', '--set', 'azimuth=-30,light=20', '--out', out, '--force')).toBe(0);
    expect((await readFile(out)).equals(before)).toBe(true);
  });

  it('gives the codes as JSON', async () => {
    const out = join(folder, 'people');
    expect(
      await sample('--count', '2', '--vary', 'light', '--set', 'azimuth=10', '--out', out, '--json'),
    ).toBe(0);
    const { images, ...rest } = JSON.parse(printed.out);
    expect(rest).toEqual({ out, seed: 1, temperature: 1, notices: [] });
    expect(images).toHaveLength(2);
    for (const { code } of images) expect(code.azimuth).toBeCloseTo(10, 4);
    expect(images[0].code.light).not.toBe(images[1].code.light);
  });

  it('speaks of images where the scene shows no people', async () => {
    const file = await tinyModel();
    const data = { ...file.description.data, scene: 'dot' };
    await writeModel(model, { ...file, description: { ...file.description, data } });
    expect(await sample('--count', '1', '--out', join(folder, 'a.webp'))).toBe(0);
    expect(printed.out).toContain('Drew 1 image from the prior.');
  });

  it('refuses to overwrite, and what it cannot write, and leaves nothing behind', async () => {
    const out = join(folder, 'there.png');
    await writeFile(out, 'precious');
    expect(await sample('--out', out)).toBe(1);
    expect(printed.err).toMatch(/there\.png exists already and would be overwritten/);
    expect(await sample('--out', join(folder, 'a.gif'), '--force')).toBe(1);
    expect(printed.err).toMatch(/a\.gif ends in \.gif/);
    expect(await sample('--out', join(folder, 'b.png'), '--set', 'azimut=3')).toBe(1);
    expect(printed.err).toMatch(/Did you mean azimuth\?/);
    await mkdir(join(folder, 'folder.png'));
    expect(await sample('--out', join(folder, 'folder.png'), '--force')).toBe(1);
    expect(printed.err).toMatch(/folder\.png is a folder, but --out writes a file/);
    expect(await readFile(out, 'utf8')).toBe('precious');
    expect((await readdir(folder)).sort()).toEqual(['folder.png', 'model.safetensors', 'there.png']);
  });

  it.each([
    [['--count', '0'], '--count is 0, but must be at least 1.'],
    [['--temperature', '-1'], '--temperature is -1, but must be at least 0.'],
    [['--set', 'azimuth'], '--set azimuth lacks its value; write --set azimuth=1.'],
  ])('refuses %j', async (args, message) => {
    expect(await sample(...args)).toBe(1);
    expect(printed.err).toContain(message);
  });
});
