import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { EVALUATION_FOLDER } from '../evaluation/folder.js';
import { checkOutputs } from '../files/outputs.js';
import { shippedName } from '../model/shipped.js';
import { modelOption } from './modelOption.js';

/** What every command takes that measures a model and writes a report. */
export const reportOptions: {
  readonly model: typeof modelOption;
  readonly baseline: z.ZodOptional<z.ZodString>;
  readonly out: z.ZodOptional<z.ZodString>;
  readonly force: z.ZodDefault<z.ZodBoolean>;
} = {
  model: modelOption,
  baseline: path('the same network trained with --objective vae, to compare with', 'run').optional(),
  out: path('folder for the report (default: evaluation, in the run if one is given)', 'dir').optional(),
  force: z.boolean().default(false).describe('replace the report that is there'),
};

function path(description: string, placeholder: string): z.ZodString {
  return z.string().min(1).describe(description).meta({ placeholder });
}

/**
 * Where the report goes: never into the package, which may be shared or sealed.
 *
 * @param file the report's own file, by which one that is there already is known
 * @throws UserError where there is one and it shall not be replaced, or something is in the way
 */
export function reportFolder(
  {
    model,
    out,
    force,
  }: { readonly model: string; readonly out?: string | undefined; readonly force: boolean },
  file: string,
): string {
  const isFile = statSync(model, { throwIfNoEntry: false })?.isDirectory() === false;
  const run = shippedName(model) !== undefined ? '' : isFile ? dirname(model) : model;
  const folder = out ?? join(run, EVALUATION_FOLDER);
  if (!force && existsSync(join(folder, file)))
    throw new UserError(
      `${folder} holds a report already (${file}). Give another folder with --out, or add --force to replace it.`,
    );
  checkOutputs([{ path: join(folder, file), option: '--out', isFile: true }], { reads: [], force: true });
  return folder;
}
