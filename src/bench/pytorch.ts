import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Architecture } from '../network/architecture.js';
import type { Case, Measurement } from './case.js';
import { jsonFrom } from './subprocess.js';

const twin = fileURLToPath(new URL('../../bench/peers/pytorch_twin.py', import.meta.url));

const outputSchema = z.object({
  secondsPerStep: z.number(),
  imagesPerSecond: z.number(),
  peakMemoryBytes: z.number(),
  version: z.string(),
});

/** The first Python that can import torch: DCIGN_PYTHON if set, else python3 as found and the system's. */
export async function findPyTorch(): Promise<string | undefined> {
  const given = process.env.DCIGN_PYTHON;
  for (const python of given ? [given] : ['python3', '/usr/bin/python3']) {
    try {
      await jsonFrom(python, ['-c', 'import torch; print(1)']);
      return python;
    } catch {
      // No such Python, or one without torch: the next may have it.
    }
  }
  return undefined;
}

function residualArguments({ residual }: Architecture): readonly string[] {
  if (residual === undefined) return [];
  const { encoderBlocks, decoderBlocks, patch } = residual;
  return [
    ...['--encoder-blocks', encoderBlocks.join(',')],
    ...['--decoder-blocks', decoderBlocks.join(','), '--patch', `${patch}`],
  ];
}

/** Times PyTorch's twin of the network: channels-last, autocast for bf16, fused Adam where it has one. */
export async function measurePyTorch(
  python: string,
  work: Case,
  architecture: Architecture,
  options: { readonly compile: boolean; readonly steps: number },
): Promise<Measurement> {
  const output = outputSchema.parse(
    await jsonFrom(python, [
      twin,
      ...['--mode', work.mode, '--precision', work.precision],
      ...['--size', `${work.size}`, '--batch', `${work.batch}`, '--code', `${architecture.code}`],
      ...['--encoder', architecture.encoder.join(','), '--decoder', architecture.decoder.join(',')],
      ...residualArguments(architecture),
      ...['--steps', `${options.steps}`],
      ...(options.compile ? ['--compile'] : []),
    ]),
  );
  const { version, ...figures } = output;
  const settings = `PyTorch ${version}, channels-last${options.compile ? ', torch.compile' : ''}`;
  return { ...work, ...figures, settings };
}
