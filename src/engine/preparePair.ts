import { UserError } from '../errors.js';
import { type Architecture, buildDecoder, buildEncoder } from '../network/architecture.js';
import type { Engine, PrepareOptions, Runner } from './engine.js';

/** The network, if any, whose parameters do not learn. */
export type Frozen = 'none' | 'encoder' | 'decoder';

/**
 * Encoder and decoder of a network. Where the second one cannot be prepared, the first one's native memory is freed.
 *
 * @throws UserError where there is no memory for them
 */
export async function preparePair(
  engine: Engine,
  architecture: Architecture,
  options: Pick<PrepareOptions, 'batch' | 'training'>,
  { frozen = 'none' }: { readonly frozen?: Frozen } = {},
): Promise<{ readonly encoder: Runner; readonly decoder: Runner }> {
  const encoder = await engine
    .prepare(buildEncoder(architecture), {
      ...options,
      inputGradient: false,
      parameterGradients: frozen !== 'encoder',
    })
    .catch((error: unknown) => {
      throw tooLarge(error, architecture, options.batch);
    });
  try {
    const inputGradient = options.training;
    const parameterGradients = frozen !== 'decoder';
    return {
      encoder,
      decoder: await engine.prepare(buildDecoder(architecture), {
        ...options,
        inputGradient,
        parameterGradients,
      }),
    };
  } catch (error) {
    await encoder.dispose();
    throw tooLarge(error, architecture, options.batch);
  }
}

/** What is thrown for arrays that no machine, or not this one, has room for. */
function tooLarge(error: unknown, { size, code }: Architecture, batch: number): unknown {
  if (!(error instanceof RangeError && /allocation failed|array length/i.test(error.message))) return error;
  return new UserError(
    `${batch} images of ${size} x ${size} pixels at once, with a code of ${code} units, take more memory than there is. ` +
      'Give a smaller batch, size or code, or fewer maps.',
    { cause: error },
  );
}
