import { existsSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { z } from 'zod';

/** `--model` of every command that uses a model; `modelOrShipped` says what it means where it is not given. */
export const modelOption: z.ZodOptional<z.ZodString> = z
  .string()
  .min(1)
  .optional()
  .describe(
    'run folder of a training, or a model file; or faces, photographs or chairs, the models that come with dcign (by default what suits the command)',
  )
  .meta({ placeholder: 'run' });

/** What a model is called: a run's folder has a name that says more than model.safetensors. */
export function nameOf(path: string): string {
  const whole = resolve(path);
  return basename(existsSync(whole) && statSync(whole).isFile() ? dirname(whole) : whole);
}
