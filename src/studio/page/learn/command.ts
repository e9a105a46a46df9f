import { type Choices, lessonOptions, SIZE } from './choices.js';

/** The command that makes the same training. */
export function lessonCommand(choices: Choices): string {
  const options = lessonOptions(choices);
  const { seed, steps, kinds, encoder, encoderBlocks, decoder, decoderBlocks, code, learningRate } = options;
  const words: Readonly<Record<string, unknown>> = {
    ...{ size: SIZE, seed, steps, encoder, 'encoder-blocks': encoderBlocks },
    ...{ decoder, 'decoder-blocks': decoderBlocks, code, 'learning-rate': learningRate },
    ...{ 'warm-up': options.warmUp, photographs: options.photographs, kinds },
    ...(options.inactive !== 'exchange' && { inactive: options.inactive }),
  };
  const given = Object.entries(words).map(([name, value]) => `--${name} ${value}`);
  return ['dcign train --run runs/lesson', ...given].join(' ');
}
