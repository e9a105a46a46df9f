import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkGroups } from '../code/groups.js';
import { UserError } from '../errors.js';
import { writeAtomically } from '../files/writeAtomically.js';
import { buildDecoder, buildEncoder } from '../network/architecture.js';
import type { Parameters } from '../network/parameters.js';
import { type FilePrecision, readSafetensors, writeSafetensors } from '../network/safetensors.js';
import { parametersOf } from '../network/tensors.js';
import { type ModelDescription, modelDescription } from './description.js';
import { MODEL_FORMAT, modelMetadata } from './metadata.js';
import { fillParameters, namedTensors } from './tensors.js';

/** The finished model of a run folder, and the best one so far while the training goes on. */
export const MODEL_FILE = 'model.safetensors';
export const BEST_FILE = 'best.safetensors';

export interface ModelFile {
  readonly description: ModelDescription;
  readonly parameters: Parameters;
}

/**
 * Writes one safetensors file, whole or not at all. Replaces a model of that name.
 *
 * @param precision F16 halves the file; the error of decoded pictures is far below a grey level
 */
export async function writeModel(
  path: string,
  { description, parameters }: ModelFile,
  precision: FilePrecision = 'F32',
): Promise<void> {
  const numbers = namedTensors(parameters);
  await writeAtomically(path, writeSafetensors(numbers, modelMetadata(description), precision));
}

/**
 * Reads a model.
 *
 * @param path a model file, or a run folder: then its finished model, or else its best one so far
 * @throws UserError if there is none, or it is truncated, altered, or of another version
 */
export async function readModel(path: string): Promise<ModelFile> {
  const file = await locate(path);
  const { metadata, tensors } = readSafetensors(await readFile(file), file);
  if (metadata.format !== MODEL_FORMAT)
    throw new UserError(
      `${file} is no model that this version of dcign can read: its format is ` +
        `${metadata.format ?? 'not given'}, expected ${MODEL_FORMAT}. Give a run folder or the model.safetensors of one.`,
    );
  const description = parseDescription(metadata, file);
  const { architecture, groups, data } = description;
  checkGroups(groups, architecture.code, data.factors);
  const parameters = parametersOf(buildEncoder(architecture), buildDecoder(architecture));
  fillParameters(parameters, tensors, '', file);
  return { description, parameters };
}

function parseDescription(metadata: Readonly<Record<string, string>>, file: string): ModelDescription {
  try {
    const { format: _, sha256: __, ...entries } = metadata;
    return modelDescription.parse(
      Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, JSON.parse(value)])),
    );
  } catch {
    throw new UserError(
      `The description of the model in ${file} is damaged. Take an intact copy, or finish the training again ` +
        'with dcign train --resume.',
    );
  }
}

async function locate(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    throw new UserError(`There is no model at ${path}. Give a run folder or a model file (*.safetensors).`);
  if (!found.isDirectory()) return path;
  for (const name of [MODEL_FILE, BEST_FILE]) {
    const file = join(path, name);
    if ((await stat(file).catch(() => undefined)) !== undefined) return file;
  }
  throw new UserError(
    `The folder ${path} holds no model: neither ${MODEL_FILE} nor ${BEST_FILE}. Give the folder of a training ` +
      'that has got as far as its first validation.',
  );
}
