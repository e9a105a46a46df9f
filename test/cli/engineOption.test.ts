import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../src/cli/program.js';

/** ONNX Runtime has it on another platform alone. */
const missing = process.platform === 'win32' ? 'coreml' : 'directml';

describe('--provider', () => {
  let folder: string;
  let said: string;
  const home = process.cwd();
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dcign-provider-'));
    process.chdir(folder);
    said = '';
    vi.spyOn(console, 'error').mockImplementation((text: string) => {
      said += text;
    });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    process.chdir(home);
    await rm(folder, { recursive: true });
  });

  it.each([
    'demo',
    'quickstart',
    'train --scene sprites --size 16',
    'rerender',
    'sample',
    'head nobody.jpg',
    'infer',
    'evaluate recognition',
    'evaluate inference',
    'reproduce sweeps',
    'studio --no-open',
  ])('that is not there ends dcign %s in words, with nothing written', async (command) => {
    expect(await run([...command.split(' '), '--provider', missing, '--quiet'])).toBe(1);
    expect(said).toMatch(new RegExp(`provider ${missing} on this machine.*--provider cpu`));
    expect(await readdir(folder)).toEqual([]);
  });

  it('is refused with an engine that computes on the processor alone', async () => {
    expect(await run(['sample', '--engine', 'onednn', '--provider', 'webgpu'])).toBe(1);
    expect(said).toMatch(/oneDNN.*processor alone.*--engine onnx --provider webgpu/);
  });
});
