import { UserError } from '../errors.js';
import { isCount } from './count.js';
import type { Layer, Network } from './network.js';
import { type Residual, residualDecoder, residualEncoder, validateResidual } from './residual.js';

/** What `buildEncoder` and `buildDecoder` need to know. */
export interface Architecture {
  /** Height and width of the image in pixels; even in the paper's family. */
  readonly size: number;
  /** Maps of the encoder's stages, first to last. */
  readonly encoder: readonly number[];
  /** Maps that go into the decoder's stages, first to last; the last one makes the image. */
  readonly decoder: readonly number[];
  /** Units of the graphics code. */
  readonly code: number;
  /** Makes it a residual network (residual.ts); absent in the paper's family. */
  readonly residual?: Residual | undefined;
}

/** The network of the paper's released code (`init_network2_150_mv`): 4,131,137 parameters. */
export const paperArchitecture: Architecture = {
  size: 150,
  encoder: [96, 48, 24],
  decoder: [24, 48, 96, 96],
  code: 200,
};

const ENCODER_KERNEL = 5;

/**
 * [1, size, size] to [2 code]: mu, then log sigma^2 (the paper's two linear layers side by side).
 *
 * @throws UserError if the architecture is impossible
 */
export function buildEncoder(architecture: Architecture): Network {
  validate(architecture);
  const { residual } = architecture;
  if (residual !== undefined) return residualEncoder({ ...architecture, residual });
  const layers: Layer[] = [];
  let inputs = 1;
  let side = architecture.size;
  for (const [i, outputs] of architecture.encoder.entries()) {
    layers.push(
      { kind: 'conv', name: `encoder.conv${i + 1}`, inputs, outputs, kernel: ENCODER_KERNEL },
      { kind: 'maxPool' },
      { kind: 'relu' },
    );
    inputs = outputs;
    side = pooledSide(side);
  }
  layers.push({
    kind: 'linear',
    name: 'encoder.posterior',
    inputs: inputs * side * side,
    outputs: 2 * architecture.code,
  });
  return { name: 'encoder', input: [1, architecture.size, architecture.size], layers };
}

/**
 * [code] to [1, size, size], as logits: the sigmoid belongs to the likelihood.
 *
 * @throws UserError if the architecture is impossible
 */
export function buildDecoder(architecture: Architecture): Network {
  validate(architecture);
  const { residual } = architecture;
  if (residual !== undefined) return residualDecoder({ ...architecture, residual });
  const maps = architecture.decoder;
  const { base, kernels } = decoderStages(architecture);
  const features = maps[0]! * base * base;
  const layers: Layer[] = [
    { kind: 'linear', name: 'decoder.linear', inputs: architecture.code, outputs: features },
    { kind: 'relu' },
    { kind: 'reshape', shape: [maps[0]!, base, base] },
  ];
  for (const [i, inputs] of maps.entries()) {
    const outputs = maps[i + 1] ?? 1;
    layers.push({
      kind: 'upsampleConv',
      name: `decoder.conv${i + 1}`,
      inputs,
      outputs,
      kernel: kernels[i]!,
    });
    if (i + 1 < maps.length) layers.push({ kind: 'relu' });
  }
  return { name: 'decoder', input: [architecture.code], layers };
}

/**
 * Back from the image to the smallest map: a side of s comes from (s + kernel - 1) / 2. The kernel is the
 * paper's 7 unless that side would be odd and so could not be made by a stage before it; then it is 5.
 */
function decoderStages({ size, decoder }: Architecture): { base: number; kernels: readonly number[] } {
  const kernels: number[] = [];
  let side = size;
  for (let stage = decoder.length - 1; stage >= 0; stage--) {
    const kernel = stage === 0 || ((side + 6) / 2) % 2 === 0 ? 7 : 5;
    kernels.unshift(kernel);
    side = (side + kernel - 1) / 2;
  }
  return { base: side, kernels };
}

/** After a valid convolution and a 2 x 2 max-pool that drops an odd last row. */
function pooledSide(side: number): number {
  return Math.floor((side - ENCODER_KERNEL + 1) / 2);
}

/** The smallest image that leaves the encoder one value a map: an even number. */
function smallestSize(stages: number): number {
  let side = 1;
  for (let i = 0; i < stages; i++) side = 2 * side + ENCODER_KERNEL - 1;
  return side + (side % 2);
}

function validate({ size, encoder, decoder, code, residual }: Architecture): void {
  for (const [name, maps] of Object.entries({ encoder, decoder })) {
    if (maps.length > 0 && maps.every(isCount)) continue;
    throw new UserError(
      `The ${name}'s maps are given as [${maps.join(', ')}]; they must be one or more whole numbers above 0, one for ` +
        `each convolution. The paper's are [${paperArchitecture[name as 'encoder' | 'decoder'].join(', ')}].`,
    );
  }
  if (!isCount(code)) {
    throw new UserError(
      `The code is given ${code} units; it must be a whole number above 0. The paper's has 200.`,
    );
  }
  if (residual !== undefined) {
    validateResidual({ size, encoder, decoder, residual });
    return;
  }
  const smallest = smallestSize(encoder.length);
  if (Number.isInteger(size) && size % 2 === 0 && size >= smallest) return;
  const below = Number.isFinite(size) ? 2 * Math.ceil(size / 2) - 2 : 0;
  const suggestion =
    below < smallest
      ? `Use ${smallest} or a larger even size.`
      : `The nearest are ${below} and ${below + 2}.`;
  throw new UserError(
    `An image size of ${size} is impossible: with ${encoder.length} encoder stages it must be an even number of ` +
      `pixels, ${smallest} at least. ${suggestion}`,
  );
}
