import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { visibleIn } from '../files/visible.js';
import { writeAtomically } from '../files/writeAtomically.js';
import { INFO_FILE, parseInfo, UNFINISHED_FILE } from './store.js';

/**
 * Makes sure that a folder may be rendered into: it is new or empty, and then gets `unfinished.json`, or holds
 * the unfinished data set of the same request.
 *
 * @param folder exists, and nobody else writes into it
 * @param info the content of dataset.json
 * @throws UserError otherwise
 */
export async function claimFolder(folder: string, info: string): Promise<void> {
  const entries = await visibleIn(folder);
  if (entries.includes(INFO_FILE))
    throw new UserError(
      `${folder} holds a complete data set, which is never overwritten. Choose another folder, or delete this one first.`,
    );
  const path = join(folder, UNFINISHED_FILE);
  if (entries.includes(UNFINISHED_FILE)) {
    compare(await readFile(path, 'utf8'), info, path);
    return;
  }
  if (entries.some((name) => !name.startsWith(UNFINISHED_FILE)))
    throw new UserError(
      `${folder} is not empty and holds no data set (there is ${entries[0]}). Choose a new or empty folder.`,
    );
  await writeAtomically(path, info);
}

/** @throws UserError that names what differs between a half-written data set and the one asked for now */
function compare(before: string, now: string, path: string): void {
  const [was, is] = [parseInfo(before, path), parseInfo(now, path)];
  const differences = Object.keys(is)
    .map((key) => key as keyof typeof is)
    .filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]))
    .map((key) => `${key} (${show(was[key])} before, ${show(is[key])} now)`);
  if (differences.length > 0)
    throw new UserError(
      `${path} is of an unfinished data set that differs from this one in ${differences.join(' and ')}. ` +
        'Repeat the first command to finish it, choose another folder, or delete this one.',
    );
}

function show(value: unknown): string {
  const text = JSON.stringify(value).replaceAll('"', '');
  return text.length <= 120 ? text : `${text.slice(0, 120)}...`;
}
