import { chmod, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { checkOutputs } from '../../src/files/outputs.js';

let folder: string;
const at = (name: string) => join(folder, name);
const out = (path: string) => ({ path, option: '--out' });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dcign-outputs-'));
  await writeFile(at('there.png'), 'precious');
});

test('what is new is let through, in folders that are still to be made, too', () => {
  const outputs = [out(at('new.glb')), { path: at('a/b/sheet.png'), option: '--sheet' }];
  expect(() => checkOutputs(outputs, { reads: [at('there.png')], force: false })).not.toThrow();
});

test('what is there stays, unless it is forced', () => {
  const check = (force: boolean | undefined) => () =>
    checkOutputs([out(at('there.png'))], { reads: [], force });
  expect(check(false)).toThrow(/there\.png exists already .*another name with --out, or --force/);
  expect(check(undefined)).toThrow(/or delete it first/);
  expect(check(true)).not.toThrow();
});

test('what is read is not overwritten, by whatever name and force', async () => {
  await symlink(at('there.png'), at('link.png'));
  for (const read of ['there.png', 'link.png', './there.png'])
    expect(() => checkOutputs([out(at('there.png'))], { reads: [join(folder, read)], force: true })).toThrow(
      /there\.png is read, and would be overwritten by --out/,
    );
});

test('two outputs are not one file', async () => {
  await mkdir(at('folder'));
  await symlink(at('folder'), at('other'));
  const outputs = [out(at('folder/a.png')), { path: at('other/a.png'), option: '--sheet' }];
  expect(() => checkOutputs(outputs, { reads: [], force: true })).toThrow(
    /would be written twice: as --out and as --sheet/,
  );
});

test('a place that cannot be written to is known before the work', async (context) => {
  expect(() => checkOutputs([out(at('there.png/a.glb'))], { reads: [], force: false })).toThrow(
    /a file is in the way/,
  );
  if (process.getuid?.() === 0) context.skip('root may write anywhere');
  await mkdir(at('closed'));
  await chmod(at('closed'), 0o500);
  expect(() => checkOutputs([out(at('closed/a.glb'))], { reads: [], force: false })).toThrow(/EACCES/);
});
