import type { Architecture, Residual } from './architecture.js';
import type { Layer, Network } from './network.js';

/*
 * Networks of residual blocks without normalisation (docs/experiments.md). The picture is read in patches and written
 * in patches, so that no convolution works on maps of the picture's own size: memory traffic there is what is slowest
 * on a processor, and the arithmetic does more on small maps with many channels.
 */

type ResidualArchitecture = Architecture & { readonly residual: Residual };

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

/** The smallest picture that leaves the encoder one value a map. */
export function smallestResidualSize(stages: number, patch: number): number {
  return patch * 2 ** (stages - 1);
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
