import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { open, readFile, rename, rm, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.js';

/** A folder that this process alone writes into. */
export interface Lock {
  /** @throws UserError where another process has taken the folder, as it may while this machine sleeps */
  check(): Promise<void>;
}

/** What the lock's file says of who holds it. */
interface Owner {
  /** Of this one lock. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Where that number means this process: one run of a system, one container of it. */
  readonly machine: string;
  /** When the process started, so that another one of the same number is not taken for it; empty if unknown. */
  readonly started: string;
}

export interface LockTimes {
  /** Milliseconds between two signs of life: the file's time is set anew. */
  readonly beat: number;
  /** Without a sign of life for so long, an owner that cannot be asked is dead. */
  readonly patience: number;
}

const TIMES: LockTimes = { beat: 10_000, patience: 60_000 };

const LOCK_FILE = '.lock';

/** Milliseconds between two looks at a lock that is held. */
const ASK_AGAIN = 200;

/** Another process holds the folder. */
class Held extends UserError {}

/**
 * Works in a folder while no other process does. The lock is a file that names its owner. An owner on this machine
 * is asked whether it lives; of one elsewhere (another host, another container) signs of life are awaited for
 * `patience`, by this machine's clock. A dead owner's lock is free.
 *
 * @param folder exists
 * @throws UserError where another process holds it
 */
export async function withLock<T>(
  folder: string,
  work: (lock: Lock) => Promise<T>,
  times: LockTimes = TIMES,
): Promise<T> {
  const file = join(folder, LOCK_FILE);
  const owner = { id: randomUUID(), host: hostname(), pid: process.pid, ...thisProcess() };
  await take(file, owner, times);
  const check = async (): Promise<void> => {
    const holder = await ownerOf(file);
    if (holder !== undefined && holder.id !== owner.id) throw isHeld(folder, holder);
  };
  const beat = setInterval(() => {
    const now = new Date();
    // Whoever has lost the lock hears of it from `check`.
    check()
      .then(() => utimes(file, now, now))
      .catch(() => {});
  }, times.beat);
  beat.unref();
  try {
    return await work({ check });
  } finally {
    clearInterval(beat);
    if ((await ownerOf(file))?.id === owner.id) await rm(file, { force: true });
  }
}

/**
 * The same, but waits for another process to be done.
 *
 * @param patience milliseconds; forever if not given
 * @throws UserError where it holds the folder for longer
 */
export async function withLockWhenFree<T>(
  folder: string,
  work: (lock: Lock) => Promise<T>,
  patience: number = Number.POSITIVE_INFINITY,
): Promise<T> {
  const began = performance.now();
  let begun = false;
  for (;;) {
    try {
      return await withLock(folder, (lock) => {
        begun = true;
        return work(lock);
      });
    } catch (error) {
      if (begun || !(error instanceof Held) || performance.now() - began > patience) throw error;
      await sleep(ASK_AGAIN);
    }
  }
}

async function take(file: string, owner: Owner, times: LockTimes): Promise<void> {
  for (;;) {
    if (await claim(file, owner)) return;
    const before = await ownerOf(file);
    if (await isAlive(file, before, times)) throw isHeld(file.slice(0, -LOCK_FILE.length - 1), before);
    // Of several that find it dead only one can rename it; the others look again.
    const aside = `${file}.${owner.id}`;
    const taken = await rename(file, aside).then(
      () => true,
      () => false,
    );
    if (taken && (await ownerOf(aside))?.id !== before?.id) await rename(aside, file);
    else await rm(aside, { force: true });
  }
}

/** @returns false where somebody has it */
async function claim(file: string, owner: Owner): Promise<boolean> {
  const handle = await open(file, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    return undefined;
  });
  if (handle === undefined) return false;
  try {
    await handle.writeFile(JSON.stringify(owner));
    return true;
  } catch (error) {
    // A lock that names nobody, as on a full disk, would have to be waited for. The system does not name the file.
    await rm(file, { force: true });
    throw Object.assign(error as Error, { path: file });
  } finally {
    await handle.close();
  }
}

/**
 * Whether a process works in a folder, as far as can be told at once: of one elsewhere by its last sign of life.
 *
 * @param folder may be missing
 */
export async function isLocked(folder: string, { patience }: LockTimes = TIMES): Promise<boolean> {
  const file = join(folder, LOCK_FILE);
  const known = livesHere(await ownerOf(file));
  if (known !== undefined) return known;
  const beat = await beatOf(file);
  return beat !== undefined && Date.now() - beat < patience;
}

/** Undefined where it is not on this machine, or cannot be told from another process of the same number. */
function livesHere(owner: Owner | undefined): boolean | undefined {
  if (owner?.machine !== thisProcess().machine) return undefined;
  if (!exists(owner.pid)) return false;
  const started = startOf(owner.pid);
  return started === '' ? undefined : started === owner.started;
}

/** Of a lock that is being written there is nothing to read yet: that, too, is awaited. */
async function isAlive(file: string, owner: Owner | undefined, times: LockTimes): Promise<boolean> {
  const known = livesHere(owner);
  if (known !== undefined) return known;
  const first = await beatOf(file);
  for (let waited = 0; first !== undefined && waited < times.patience; waited += times.beat / 2) {
    await sleep(times.beat / 2);
    const now = await beatOf(file);
    if (now !== first) return now !== undefined;
  }
  return false;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function ownerOf(file: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

/** Network file systems tell the true time of a file that is opened, not of one that is only looked at. */
async function beatOf(file: string): Promise<number | undefined> {
  const handle = await open(file).catch(() => undefined);
  try {
    return (await handle?.stat())?.mtimeMs;
  } finally {
    await handle?.close();
  }
}

function thisProcess(): Pick<Owner, 'machine' | 'started'> {
  const system = text(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const container = text(() => readlinkSync('/proc/self/ns/pid'));
  return { machine: [hostname(), system, container].join(' '), started: startOf(process.pid) };
}

/** Field 22 of `/proc/PID/stat`, behind a name that may hold blanks and parentheses; other systems do not say. */
function startOf(pid: number): string {
  const stat = text(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function text(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

function isHeld(folder: string, owner: Owner | undefined): Held {
  const who = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  return new Held(
    `${folder} is in use by ${who}, which is alive. Let it finish or stop it; its lock (${LOCK_FILE}) then frees itself.`,
  );
}
