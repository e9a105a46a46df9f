import { UserError } from '../errors.js';
import { isCount } from './count.js';
import type { Layer, Network } from './network.js';

/*
 * Networks of residual blocks without normalisation (docs/experiments.md). The picture is read in patches and written
 * in patches, so that no convolution works on maps of the picture's own size: memory traffic there is what is slowest
 * on a processor, and the arithmetic does more on small maps with many channels.
 */

/** What makes an architecture one of these. */
export interface Residual {
  /** Residual blocks in each stage of the encoder. */
  readonly encoderBlocks: readonly number[];
  /** And of the decoder. */
  readonly decoderBlocks: readonly number[];
  /** Side of the square cells of pixels that the encoder's first layer reads and the decoder's last one writes: even. */
  readonly patch: number;
}

/** See `Architecture`. */
interface ResidualArchitecture {
  readonly size: number;
  readonly encoder: readonly number[];
  readonly decoder: readonly number[];
  readonly code: number;
  readonly residual: Residual;
}

/**
 * [1, size, size] to [2 code]. Stages: a convolution that lowers the resolution (by `patch`, then by 2), then blocks.
 */
export function residualEncoder({ size, encoder, code, residual }: ResidualArchitecture): Network {
  const { patch, encoderBlocks } = residual;
  const layers: Layer[] = [];
  let inputs = 1;
  for (const [i, outputs] of encoder.entries()) {
    const name = `encoder.conv${i + 1}`;
    const stride = i === 0 ? patch : 2;
    if (i > 0) layers.push({ kind: 'relu' });
    layers.push({ kind: 'conv', name, inputs, outputs, kernel: 2 * stride, stride, padding: stride / 2 });
    layers.push(...blocks(`encoder.stage${i + 1}`, outputs, encoderBlocks[i]!));
    inputs = outputs;
  }
  const side = Math.floor(size / patch / 2 ** (encoder.length - 1));
  layers.push(
    { kind: 'relu' },
    { kind: 'linear', name: 'encoder.posterior', inputs: inputs * side * side, outputs: 2 * code },
  );
  return { name: 'encoder', input: [1, size, size], layers };
}

/**
 * [code] to [1, size, size] logits. Stages: blocks, then a sub-pixel convolution (Shi et al. 2016) that raises the
 * resolution by 2, the last one by `patch`; what exceeds the picture is cut off.
 */
export function residualDecoder({ size, decoder, code, residual }: ResidualArchitecture): Network {
  const { patch, decoderBlocks } = residual;
  const [first] = decoder as [number];
  const base = Math.ceil(size / patch / 2 ** (decoder.length - 1));
  const layers: Layer[] = [
    { kind: 'linear', name: 'decoder.linear', inputs: code, outputs: first * base * base },
    { kind: 'reshape', shape: [first, base, base] },
  ];
  for (const [i, inputs] of decoder.entries()) {
    const next = decoder[i + 1];
    const factor = next === undefined ? patch : 2;
    layers.push(
      ...blocks(`decoder.stage${i + 1}`, inputs, decoderBlocks[i]!),
      { kind: 'relu' },
      {
        kind: 'conv',
        name: `decoder.conv${i + 1}`,
        inputs,
        outputs: (next ?? 1) * factor ** 2,
        kernel: 3,
        padding: 1,
      },
      { kind: 'pixelShuffle', factor },
    );
  }
  const excess = base * 2 ** (decoder.length - 1) * patch - size;
  // Cut between patches: whole ones on the near side, what is left on the far one.
  const start = patch * Math.floor(excess / patch / 2);
  if (excess > 0) layers.push({ kind: 'crop', start, size });
  return { name: 'decoder', input: [code], layers };
}

/** Of a stage; the deepest networks of the kind had 1,000 in all. */
const MOST_BLOCKS = 1000;

/** @throws UserError for blocks, patches or a size that these networks cannot have */
export function validateResidual({
  size,
  encoder,
  decoder,
  residual: { encoderBlocks, decoderBlocks, patch },
}: Omit<ResidualArchitecture, 'code'>): void {
  for (const [name, maps, blocks] of [
    ['encoder', encoder, encoderBlocks],
    ['decoder', decoder, decoderBlocks],
  ] as const)
    if (blocks.length !== maps.length || !blocks.every((n) => n === 0 || (isCount(n) && n <= MOST_BLOCKS)))
      throw new UserError(
        `The ${name} has ${maps.length} stages (${maps.join(', ')}) but its residual blocks are given as ` +
          `[${blocks.join(', ')}]. Give one whole number for each stage, ${MOST_BLOCKS} at most.`,
      );
  if (!isCount(patch) || patch % 2 !== 0)
    throw new UserError(
      `A patch of ${patch} pixels is impossible: it must be an even number, such as 2 or 4.`,
    );
  // Leaves the encoder one value a map.
  const smallest = patch * 2 ** (encoder.length - 1);
  if (!isCount(size) || size < smallest)
    throw new UserError(
      `An image size of ${size} is impossible: with ${encoder.length} encoder stages and a patch of ${patch} it must ` +
        `be a whole number of pixels, ${smallest} at least.`,
    );
}

/** x + conv(relu(conv(relu(x)))) (He et al. 2016, "identity mappings"). */
function blocks(stage: string, maps: number, count: number): Layer[] {
  return Array.from({ length: count }, (_, i): Layer => {
    const conv = (n: number): Layer => ({
      kind: 'conv',
      name: `${stage}.block${i + 1}.conv${n}`,
      inputs: maps,
      outputs: maps,
      kernel: 3,
      padding: 1,
    });
    return { kind: 'residual', layers: [{ kind: 'relu' }, conv(1), { kind: 'relu' }, conv(2)] };
  });
}
