import { z } from 'zod';
import { frameOptions } from '../framing/frameOptions.js';
import type { Model } from '../model/model.js';
import type { ProjectionKind } from '../recognition/projection.js';
import type { Recogniser } from '../recognition/recogniser.js';
import { engineOptions, openChosen } from './engineOption.js';
import { modelOption } from './modelOption.js';
import { type ProgressBar, progress } from './progress.js';

/** What `recognise` and `verify` have in common. */
export const recogniserOptions: typeof engineOptions &
  typeof frameOptions & {
    readonly model: typeof modelOption;
    readonly projection: z.ZodDefault<z.ZodEnum<{ [K in ProjectionKind]: K }>>;
    readonly threshold: z.ZodOptional<z.ZodNumber>;
  } = {
  ...engineOptions,
  model: modelOption,
  ...frameOptions,
  projection: z
    .enum(['standard', 'whitened', 'discriminant', 'learnt'])
    .default('whitened')
    .describe(
      'codes are standardised, whitened (best on photographs), turned into linear discriminants, or read by a small ' +
        'network that was trained to tell drawn people apart',
    ),
  threshold: z
    .number()
    .min(-1)
    .max(1)
    .optional()
    .describe('least score of the same person [equal error rate on drawn validation people]'),
};

/**
 * The first time that a model is used it learns how to compare people, which takes up to ten minutes: what is wrong
 * with a photograph is therefore said before.
 */
export async function openWithProgress(
  options: Parameters<typeof openChosen>[0] & {
    readonly model?: string | undefined;
    readonly projection: ProjectionKind;
    readonly quiet: boolean;
  },
  photographs: readonly string[],
): Promise<{ readonly model: Model; readonly recogniser: Recogniser }> {
  const { readModel } = await import('../model/modelFile.js');
  const { modelOrShipped, PHOTOGRAPH_MODEL } = await import('../model/shipped.js');
  const { readFaces } = await import('../recognition/faceFiles.js');
  const { openRecogniser } = await import('../recognition/openRecogniser.js');
  const { recogniserSteps } = await import('../recognition/recogniser.js');
  const path = modelOrShipped(options.model, PHOTOGRAPH_MODEL);
  await readFaces(photographs, (await readModel(path)).description.architecture.size);
  const { engine } = await openChosen(options);
  let bar: ProgressBar | undefined;
  try {
    return await openRecogniser(path, engine, options.projection, (done) => {
      bar ??= progress('people', recogniserSteps(options.projection), options);
      bar.update(done);
    });
  } finally {
    bar?.stop();
  }
}
