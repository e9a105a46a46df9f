import { type Architecture, buildDecoder, buildEncoder } from '../network/architecture.js';
import type { Engine, PrepareOptions, Runner } from './engine.js';

/**
 * Encoder and decoder of a network. Where the second one cannot be prepared, the first one's native memory is freed.
 */
export async function preparePair(
  engine: Engine,
  architecture: Architecture,
  options: Pick<PrepareOptions, 'batch' | 'training'>,
): Promise<{ readonly encoder: Runner; readonly decoder: Runner }> {
  const encoder = await engine.prepare(buildEncoder(architecture), { ...options, inputGradient: false });
  try {
    const inputGradient = options.training;
    return {
      encoder,
      decoder: await engine.prepare(buildDecoder(architecture), { ...options, inputGradient }),
    };
  } catch (error) {
    await encoder.dispose();
    throw error;
  }
}
