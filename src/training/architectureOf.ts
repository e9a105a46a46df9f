import type { Architecture } from '../network/architecture.js';
import type { TrainingOptions } from './presets.js';

/** The networks that these options ask for, at this image size. */
export function architectureOf(
  options: Pick<
    TrainingOptions,
    'network' | 'encoder' | 'decoder' | 'encoderBlocks' | 'decoderBlocks' | 'patch' | 'code'
  >,
  size: number,
): Architecture {
  const { network, encoder, decoder, code, encoderBlocks = [], decoderBlocks = [], patch = 4 } = options;
  const plain = { size, encoder, decoder, code };
  return network === 'paper' ? plain : { ...plain, residual: { encoderBlocks, decoderBlocks, patch } };
}

/** The way back: the options that ask for these networks. */
export function networkOptions({
  encoder,
  decoder,
  code,
  residual,
}: Architecture): Pick<
  TrainingOptions,
  'network' | 'encoder' | 'decoder' | 'encoderBlocks' | 'decoderBlocks' | 'patch' | 'code'
> {
  return { network: residual === undefined ? 'paper' : 'residual', encoder, decoder, code, ...residual };
}
