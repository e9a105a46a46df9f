import { type Architecture, buildDecoder, buildEncoder } from '../network/architecture.js';
import type { Engine, PrepareOptions, Runner } from './engine.js';

/**
 * Encoder and decoder of a network. Where the second one cannot be prepared, the first one's native memory is freed.
 */
export async function preparePair(
  engine: Engine,
  architecture: Architecture,
  options: Pick<PrepareOptions, 'batch' | 'training'>,
  /** Networks whose parameters do not learn. */
  { frozen = 'none' }: { readonly frozen?: 'none' | 'decoder' } = {},
): Promise<{ readonly encoder: Runner; readonly decoder: Runner }> {
  const encoder = await engine.prepare(buildEncoder(architecture), { ...options, inputGradient: false });
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
    throw error;
  }
}
