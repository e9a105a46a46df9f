import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { makeFolder } from '../files/makeFolder.js';
import { visibleIn } from '../files/visible.js';
import { writeAtomically } from '../files/writeAtomically.js';
import { version } from '../version.js';
import type { Assets } from './assets.js';

/** Says which files of a folder are the studio's. */
const MANIFEST = 'studio.json';

const manifest = z.object({ files: z.array(z.string()) });

/**
 * Writes a studio as static files that any web host can serve. Where the folder holds an earlier one, its files
 * are replaced; whatever else lies there stays.
 *
 * @returns bytes written
 * @throws UserError if the folder is not empty and holds no studio
 */
export async function buildStudio(folder: string, assets: Assets): Promise<number> {
  const before = await claim(folder);
  const files = [...assets.keys()].sort();
  // First of all, so that a folder that was left half-written is known as the studio's.
  const write = (listed: readonly string[]): Promise<void> =>
    writeAtomically(join(folder, MANIFEST), `${JSON.stringify({ version, files: listed }, undefined, 2)}\n`);
  await write([...new Set([...before, ...files])]);
  let bytes = 0;
  for (const path of files) {
    const asset = assets.get(path)!;
    const content = typeof asset === 'string' ? await readFile(asset) : asset;
    await makeFolder(dirname(join(folder, path)));
    await writeAtomically(join(folder, path), content);
    bytes += content.length;
  }
  for (const path of before) if (!assets.has(path)) await rm(join(folder, path), { force: true });
  await write(files);
  return bytes;
}

/** @returns the files of the studio that is there */
async function claim(folder: string): Promise<readonly string[]> {
  await makeFolder(folder);
  const entries = await visibleIn(folder);
  if (entries.length === 0) return [];
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => undefined);
  const listed = text === undefined ? undefined : parse(text);
  if (listed !== undefined) return listed;
  throw new UserError(
    `${folder} is not empty and holds no studio (there is ${entries[0]}). Give --out a folder that is new or empty, ` +
      'or that an earlier studio was built into.',
  );
}

function parse(text: string): readonly string[] | undefined {
  try {
    const { files } = manifest.parse(JSON.parse(text));
    // Files of its own alone: what is listed may be deleted.
    return files.filter((path) => !path.split(/[\\/]/).includes('..') && !path.startsWith('/'));
  } catch {
    return undefined;
  }
}
