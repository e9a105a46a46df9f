import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { writeAtomically } from '../../src/files/writeAtomically.js';

const done: string[] = [];

/** The real calls, and what they were. */
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return {
    ...real,
    async open(path: string, flags?: string) {
      const file = await real.open(path, flags);
      const sync = file.sync.bind(file);
      file.sync = async () => {
        done.push(
          (await file.stat()).isDirectory() ? 'flush folder' : `flush ${(await file.stat()).size} bytes`,
        );
        return sync();
      };
      return file;
    },
    async rename(from: string, to: string) {
      done.push('rename');
      return real.rename(from, to);
    },
  };
});

it('flushes what is written before it gets its name, and the folder afterwards', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dcign-'));
  await writeAtomically(join(folder, 'file'), 'content');
  const expected = ['flush 7 bytes', 'rename', 'flush folder'];
  expect(done).toEqual(process.platform === 'win32' ? expected.slice(0, 2) : expected);
  await rm(folder, { recursive: true });
});
