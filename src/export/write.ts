import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { makeFolder } from '../files/makeFolder.js';
import { writeAtomically } from '../files/writeAtomically.js';
import type { ExportedFile } from './onnx.js';

/** @throws UserError where one of the files is there already and shall not be replaced */
export async function writeExport(
  folder: string,
  files: readonly ExportedFile[],
  force: boolean,
): Promise<void> {
  const there = files.map(({ name }) => join(folder, name)).find((path) => existsSync(path));
  if (there !== undefined && !force)
    throw new UserError(
      `${there} exists already and would be overwritten. Give another --out, or --force to overwrite it.`,
    );
  await makeFolder(folder);
  for (const { name, bytes } of files) await writeAtomically(join(folder, name), bytes);
}
