import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { program, run } from '../../src/cli/program.js';
import { sceneNames } from '../../src/scene/openScene.js';

let printed: { out: string; err: string };
beforeEach(() => {
  printed = { out: '', err: '' };
  vi.spyOn(console, 'error').mockImplementation((text: string) => {
    printed.err += `${text}\n`;
  });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed.err += text;
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

describe('the command line', () => {
  const commands = program().commands.map((command) => command.name());

  it.each(commands)('explains %s with examples that name its own options', async (name) => {
    expect(await run([name, '--help'])).toBe(0);
    expect(printed.out).toContain(`Usage: dcign ${name}`);
    const [, examples] = printed.out.split('\nExamples:\n');
    const lines = examples!
      .trim()
      .split('\n')
      .map((line) => line.trim());
    expect(lines.length).toBeGreaterThan(0);
    const command = program().commands.find((one) => one.name() === name)!;
    const known = command.options.map((option) => option.long);
    expect(lines.some((line) => line.startsWith(`dcign ${name}`))).toBe(true);
    for (const line of lines) {
      expect(line).toMatch(/^dcign /);
      if (!line.startsWith(`dcign ${name}`)) continue;
      for (const option of line.match(/--[a-z0-9-]+/g) ?? []) expect(known).toContain(option);
    }
    for (const option of command.options) expect(option.description).not.toBe('');
  });

  it('lets every command that runs a model choose what runs it', () => {
    const root = program();
    const others = ['render', 'compare', 'export', 'bench', 'doctor', 'build'];
    const all = root.commands.flatMap((command) => [command, ...command.commands]);
    const without = all.filter(
      ({ options }) =>
        !['--engine', '--provider', '--precision', '--threads'].every((name) =>
          options.some(({ long }) => long === name),
        ),
    );
    expect(without.map((command) => command.name()).toSorted()).toEqual(others.toSorted());
  });

  it('names every scene that can be rendered', async () => {
    await run(['render', '--help']);
    for (const name of sceneNames) expect(printed.out).toContain(name);
  });

  it('refuses at once a size that the networks of the paper could not learn from', async () => {
    expect(await run(['render', '--size', '33', '--out', '/nowhere'])).toBe(1);
    expect(printed.err).toMatch(/--size is 33, but must be a multiple of 2/);
  });

  it('prints help and version with exit code 0', async () => {
    expect(await run(['--help'])).toBe(0);
    for (const name of commands) expect(printed.out).toContain(name);
    expect(await run(['--version'])).toBe(0);
    expect(printed.out).toMatch(/\d+\.\d+\.\d+\n$/);
  });

  it('without a command prints help on stderr, with exit code 1', async () => {
    expect(await run([])).toBe(1);
    expect(printed.out).toBe('');
    expect(printed.err).toContain('Usage: dcign');
  });

  it.each([
    [['rerendr'], "Unknown command 'rerendr' (Did you mean rerender?)\n"],
    [['rerender', 'a.png', '--modell', 'm'], "Unknown option '--modell' (Did you mean --model?)\n"],
    [['recognise', 'a.png'], '--gallery is required. See dcign recognise --help.\n'],
    [['verify', '--model', 'm'], "Missing required argument 'image'.\n"],
    [
      ['rerender', 'a.png', '--model', 'm', '--frames', '1'],
      '--frames is 1, but must be at least 2. See dcign rerender --help.\n',
    ],
    [
      ['train', '--threads', '100000'],
      '--threads is 100000, but must be at most 1024. See dcign train --help.\n',
    ],
    [
      ['render', '--workers', '5000'],
      '--workers is 5000, but must be at most 256. See dcign render --help.\n',
    ],
    [['rerender', 'a.png', '--model'], "Option '--model <run>' argument missing.\n"],
  ])('answers %j in one line on stderr, with exit code 1', async (args, message) => {
    expect(await run(args)).toBe(1);
    expect(printed).toEqual({ out: '', err: message });
  });

  it('gives errors as JSON where JSON is asked for', async () => {
    expect(await run(['recognise', 'a.png', '--json'])).toBe(1);
    expect(JSON.parse(printed.err)).toEqual({ error: '--gallery is required. See dcign recognise --help.' });
  });
});

describe('dcign render', () => {
  it('makes the folder of a picture', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {});
    const folder = await mkdtemp(join(tmpdir(), 'dcign-'));
    try {
      const scene = join(folder, 'scene.json');
      await writeFile(scene, '{"scene": "sprites", "size": 32}');
      const [image, sheet] = [join(folder, 'a/b/image.png'), join(folder, 'c/sheet.png')];
      expect(await run(['render', '--scene', scene, '--out', image]), printed.err).toBe(0);
      expect(await run(['render', 'sprites', '--size', '32', '--sheet', sheet]), printed.err).toBe(0);
      expect((await sharp(image).metadata()).width).toBe(32);
      expect((await sharp(sheet).metadata()).format).toBe('png');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('what works long', () => {
  it.each([
    'evaluate',
    'evaluate recognition',
    'evaluate inference',
    'infer',
    'reproduce sweeps --weights shipped',
    'train',
    'render',
  ])('says before its work that a file is in the way of its folder: %s', async (command) => {
    const file = join(await mkdtemp(join(tmpdir(), 'dcign-')), 'file');
    await writeFile(file, 'precious');
    const option = command === 'train' ? '--run' : '--out';
    for (const out of [file, join(file, 'deeper')]) {
      expect(await run([...command.split(' '), option, out, '--quiet'])).toBe(1);
      expect(printed.err).toMatch(/cannot be made a folder: a file is in the way/);
    }
    expect(await readFile(file, 'utf8')).toBe('precious');
  });
});

describe('dcign rerender', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dcign-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('refuses to overwrite, before it does any work', async () => {
    const out = join(folder, 'there.gif');
    await writeFile(out, 'precious');
    expect(await run(['rerender', 'a.png', '--model', 'nowhere', '--out', out])).toBe(1);
    expect(printed.err).toMatch(/there\.gif exists already/);
    await mkdir(join(folder, 'folder.gif'));
    const over = ['--out', join(folder, 'folder.gif'), '--force'];
    expect(await run(['rerender', 'a.png', '--model', 'nowhere', ...over])).toBe(1);
    expect(printed.err).toMatch(/folder\.gif is a folder, but --out writes a file/);
  });

  it('says what is wrong with a model and leaves nothing behind', async () => {
    const out = join(folder, 'new.gif');
    expect(await run(['rerender', 'a.png', '--model', join(folder, 'nowhere'), '--out', out])).toBe(1);
    expect(printed.err).toMatch(/There is no model at .*nowhere/);
    expect(await readdir(folder)).toEqual([]);
  });
});
