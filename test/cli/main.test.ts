import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeFailure } from '../../src/cli/failure.js';
import { UserError } from '../../src/errors.js';

/** The compiled program, in a process of its own: what a user runs. */
const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
function dcign(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
}

describe('the dcign program', () => {
  it('says its version', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(dcign('--version')).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('answers a mistake with one line and exit code 1', () => {
    expect(dcign('quickstart', '--step', '5')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: "Unknown option '--step' (Did you mean --steps?)\n",
    });
  });

  it('loads no native library before it knows what to do, so that --help is quick', () => {
    const entry = new URL('../../dist/cli/program.js', import.meta.url).href;
    const script =
      `await import('${entry}'); const { sharedObjects } = process.report.getReport(); ` +
      "console.log(sharedObjects.filter((path) => path.endsWith('.node')).join());";
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '\n' });
  });

  it('writes nothing but what it was asked for: ONNX Runtime sends nothing and keeps no number of the machine', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dcign-main-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [home, temporary, out] = ['home', 'temporary', 'out'].map((name) => join(folder, name)) as string[];
    for (const place of [home!, temporary!, out!]) mkdirSync(place);
    const { ORT_DISABLE_TELEMETRY: _, CI: __, XDG_CACHE_HOME: ___, ...rest } = process.env;
    const { status, stderr } = spawnSync(
      process.execPath,
      [program, 'sample', '--count', '1', '--engine', 'onnx', '--quiet', '--out', join(out!, 'one.png')],
      { encoding: 'utf8', env: { ...rest, HOME: home, TMPDIR: temporary } },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect([home!, temporary!, out!].map((place) => readdirSync(place))).toEqual([[], [], ['one.png']]);
  });

  it('is a library, too', async () => {
    const entry = new URL('../../dist/index.js', import.meta.url).href;
    const library = (await import(entry)) as Record<string, unknown>;
    for (const name of [
      'openEngine',
      'openModel',
      'planRerender',
      'readImage',
      'rerender',
      'writeRerenderings',
    ]) {
      expect(library[name]).toBeTypeOf('function');
    }
  });
});

describe('describeFailure', () => {
  it('gives the message alone of an error that the user can mend', () => {
    expect(describeFailure(new UserError('Do this.'))).toEqual({ message: 'Do this.', exitCode: 1 });
  });

  it('says what to do where the disk refuses', () => {
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', path: 'runs/a' });
    expect(describeFailure(full)).toMatchObject({ exitCode: 1 });
    expect(describeFailure(full).message).toMatch(/^runs\/a: No space is left on the disk\. Free some/);
  });

  it('says what is in the way of a file or a folder, or too large', () => {
    for (const code of ['EFBIG', 'ENOTDIR', 'EISDIR', 'ELOOP', 'EIO', 'ENAMETOOLONG']) {
      const error = Object.assign(new Error(code), { code, path: 'runs/a' });
      expect(describeFailure(error)).toEqual({ exitCode: 1, message: expect.stringMatching(/^runs\/a: /) });
    }
  });

  it('owns up to a fault, with its stack', () => {
    const { message, exitCode } = describeFailure(new TypeError('x is not a function'));
    expect(exitCode).toBe(2);
    expect(message).toMatch(/^This is a fault in dcign.*\nTypeError: x is not a function\n\s+at /);
    expect(describeFailure('thrown as text').message).toContain('thrown as text');
  });
});
