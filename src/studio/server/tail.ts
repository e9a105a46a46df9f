import { open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a growing file of lines has to say. */
export type TailEvent =
  /** A whole line without its end, and the byte at which the next one begins. */
  | { readonly kind: 'line'; readonly text: string; readonly next: number }
  /** The file was replaced, as when a training is resumed: what came before does not count; it starts again. */
  | { readonly kind: 'reset' }
  /** Nothing new for a while. */
  | { readonly kind: 'idle' };

/** Read at once at most; a line of metrics takes about 300 bytes. */
const CHUNK_BYTES = 65536;
const POLL_MILLISECONDS = 250;
const IDLE_MILLISECONDS = 10_000;
const NEWLINE = 10;
const NOTHING = { lines: [], skipped: 0 };

/**
 * Follows a file of lines, whether or not it exists yet, until `signal` is aborted. Polls, since watching files
 * fails without a word on network and container file systems. What the consumer has not taken is not read either.
 *
 * @param from byte at which to begin: 0, or a `next` of before
 */
export async function* tail(path: string, from: number, signal: AbortSignal): AsyncGenerator<TailEvent> {
  let at = from;
  let inode: number | undefined;
  let quiet = 0;
  if (from > 0 && !(await startsLine(path, from))) {
    yield { kind: 'reset' };
    at = 0;
  }
  while (!signal.aborted) {
    const now = await stat(path).catch(() => undefined);
    if ((inode !== undefined && now?.ino !== inode) || (now !== undefined && now.size < at)) {
      yield { kind: 'reset' };
      at = 0;
    }
    inode = now?.ino;
    const { lines, skipped } = now === undefined || now.size === at ? NOTHING : await readLines(path, at);
    for (const line of lines) {
      if (signal.aborted) return;
      at = line.next;
      yield { kind: 'line', ...line };
    }
    at += skipped;
    if (lines.length > 0 || skipped > 0) {
      quiet = 0;
      continue;
    }
    quiet += POLL_MILLISECONDS;
    if (quiet >= IDLE_MILLISECONDS) {
      quiet = 0;
      yield { kind: 'idle' };
    }
    await sleep(POLL_MILLISECONDS, undefined, { signal }).catch(() => {});
  }
}

async function readLines(
  path: string,
  start: number,
): Promise<{
  readonly lines: readonly { readonly text: string; readonly next: number }[];
  /** Bytes of what is no line of metrics, such as the zeros that a power cut leaves. */
  readonly skipped: number;
}> {
  const bytes = await readBytes(path, start, CHUNK_BYTES);
  const lines = [];
  let begin = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, begin)) {
    lines.push({ text: bytes.toString('utf8', begin, end), next: start + end + 1 });
    begin = end + 1;
  }
  return { lines, skipped: lines.length === 0 && bytes.length === CHUNK_BYTES ? CHUNK_BYTES : 0 };
}

async function startsLine(path: string, at: number): Promise<boolean> {
  return (await readBytes(path, at - 1, 1))[0] === NEWLINE;
}

/** Nothing, where the file is gone, or cannot be read: it may be a folder. */
async function readBytes(path: string, start: number, length: number): Promise<Buffer> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return Buffer.alloc(0);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
    return buffer.subarray(0, bytesRead);
  } catch {
    return Buffer.alloc(0);
  } finally {
    await file.close();
  }
}
