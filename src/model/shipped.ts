import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.js';
import { makeFolder } from '../files/makeFolder.js';
import { writeAtomically } from '../files/writeAtomically.js';
import { MODEL_FILE, type ModelFile, writeModel } from './modelFile.js';

/** The models that come with this package. */
export type ShippedName = 'faces' | 'photographs' | 'chairs';

/** Their folders. */
const SHIPPED: Readonly<Record<ShippedName, string>> = {
  faces: folderOf('faces'),
  photographs: folderOf('photographs'),
  chairs: folderOf('chairs'),
};

/** The model of drawn faces, whose encoder has seen nothing else: whatever is measured or drawn is by this one. */
export const SHIPPED_MODEL: string = SHIPPED.faces;
/** The model whose encoder has seen photographs too: reads real ones far better, and drawn faces a little worse. */
export const PHOTOGRAPH_MODEL: string = SHIPPED.photographs;

function folderOf(name: string): string {
  return fileURLToPath(new URL(`../../models/${name}`, import.meta.url));
}

/** Whether the weights are there: a checkout between two trainings may lack them. */
export function hasShippedModel(folder: string = SHIPPED_MODEL): boolean {
  return existsSync(join(folder, MODEL_FILE));
}

/**
 * The model that is meant: the one given, by its path or, of one that comes with dcign, its name; or else a shipped
 * one. Reading it verifies its checksum, as of every model.
 *
 * @throws UserError where none is given and none is there
 */
export function modelOrShipped(given: string | undefined, folder: string = SHIPPED_MODEL): string {
  if (given !== undefined) return namesShipped(given) && !existsSync(given) ? SHIPPED[given] : given;
  if (hasShippedModel(folder)) return folder;
  throw new UserError(
    `No model was given, and the one that comes with dcign is missing: there is no ${join(folder, MODEL_FILE)}. ` +
      'Install dcign again, or train one with dcign quickstart and give it with --model quickstart/run.',
  );
}

/** Whether a model that comes with the package is called so. */
export function namesShipped(given: string): given is ShippedName {
  return Object.hasOwn(SHIPPED, given);
}

/** What the model in this folder is called, if it is one that comes with the package. */
export function shippedName(folder: string): ShippedName | undefined {
  return Object.keys(SHIPPED)
    .filter(namesShipped)
    .find((name) => SHIPPED[name] === folder);
}

/**
 * Makes a model small enough to ship: its numbers in half precision, all else as it was.
 *
 * @param model what is to be shipped
 * @param folder where its model.safetensors goes; one that is there is replaced
 * @returns what a README can say of the file: its size in bytes and its sha256
 */
export async function shipModel(
  model: ModelFile,
  folder: string,
): Promise<{ readonly path: string; readonly bytes: number; readonly sha256: string }> {
  const path = join(folder, MODEL_FILE);
  await makeFolder(folder);
  await writeModel(path, model, 'F16');
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return { path, bytes: (await stat(path)).size, sha256 };
}

const CHECKSUM_LINE = /^sha256 of .*$/m;

/**
 * Puts the checksum into a model card, in the line that starts with `sha256 of`.
 *
 * @throws UserError where the card has no such line
 */
export async function writeChecksum(card: string, sha256: string): Promise<void> {
  const text = await readFile(card, 'utf8');
  if (!CHECKSUM_LINE.test(text))
    throw new UserError(`${card} has no line for the checksum. Add one that starts with "sha256 of".`);
  await writeAtomically(card, text.replace(CHECKSUM_LINE, `sha256 of \`${MODEL_FILE}\`: \`${sha256}\``));
}
