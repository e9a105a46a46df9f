import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withLock } from '../../src/files/lock.js';
import { temporaryFolder } from '../dataset/temporary.js';
import { canMount, mountedDisk } from './mountedDisk.js';

const QUICK = { beat: 20, patience: 100 };
const fileOf = (folder: string) => join(folder, '.lock');

/** What the lock's file says while it is held. */
async function owner(folder: string): Promise<Record<string, unknown>> {
  return withLock(folder, async () => JSON.parse(await readFile(fileOf(folder), 'utf8')));
}

it('is held by one at a time, names its owner, and is gone afterwards', async () => {
  const folder = temporaryFolder();
  const message = new RegExp(`in use by process ${process.pid} on .*alive`);
  await withLock(folder, async () => {
    await expect(withLock(folder, async () => {})).rejects.toThrow(message);
  });
  expect(await withLock(folder, async () => 7)).toBe(7);
  await expect(withLock(folder, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await readdir(folder)).toEqual([]);
});

it('of a process that has died is free, also where another process has its number by now', async () => {
  const folder = temporaryFolder();
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  const mine = await owner(folder);
  for (const dead of [
    { ...mine, pid: child.pid },
    { ...mine, started: '1' },
  ]) {
    await writeFile(fileOf(folder), JSON.stringify(dead));
    await withLock(folder, async () => {});
    expect(await readdir(folder)).toEqual([]);
  }
});

it('of another host is free when its signs of life have ended, and not before', async () => {
  const folder = temporaryFolder();
  const other = JSON.stringify({ ...(await owner(folder)), id: 'other', host: 'far', machine: 'far' });
  await writeFile(fileOf(folder), other);
  const alive = setInterval(() => utimes(fileOf(folder), new Date(), new Date()), 10);
  await expect(withLock(folder, async () => {}, QUICK)).rejects.toThrow(/on far, which is alive/);
  clearInterval(alive);
  expect(await withLock(folder, async () => 7, QUICK)).toBe(7);
});

it('gives signs of life, and says so when it has been taken away', async () => {
  const folder = temporaryFolder();
  await withLock(
    folder,
    async ({ check }) => {
      const old = new Date(0);
      await utimes(fileOf(folder), old, old);
      const other = async () => withLock(folder, async () => {}, QUICK);
      await expect(other()).rejects.toThrow(/in use/);
      await check();
      await writeFile(fileOf(folder), JSON.stringify({ id: 'other', pid: 1, host: 'far' }));
      await expect(check()).rejects.toThrow(/in use by process 1 on far/);
    },
    QUICK,
  );
  expect(await readdir(folder)).toEqual(['.lock']);
});

it.skipIf(!canMount)(
  'on a full disk leaves no lock that names nobody, and says which file it was',
  async () => {
    const disk = mountedDisk('16k');
    await appendFile(join(disk, 'ballast'), Buffer.alloc(2 ** 14)).catch(() => {});
    const path = fileOf(disk);
    await expect(withLock(disk, async () => {})).rejects.toMatchObject({ code: 'ENOSPC', path });
    expect(await readdir(disk)).toEqual(['ballast']);
  },
);

it('many that find a dead one at once: one takes it', async () => {
  const folder = temporaryFolder();
  await writeFile(fileOf(folder), JSON.stringify({ ...(await owner(folder)), started: '1' }));
  let holders = 0;
  let most = 0;
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, () =>
      withLock(folder, async () => {
        most = Math.max(most, ++holders);
        await new Promise((done) => setTimeout(done, 50));
        holders--;
      }),
    ),
  );
  expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
  expect(most).toBe(1);
});
