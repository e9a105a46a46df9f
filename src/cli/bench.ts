import type { Command } from 'commander';
import { z } from 'zod';
import { defineCommand, type Outcome } from './command.js';
import { engineOptions } from './engineOption.js';
import { progress } from './progress.js';

const engines = ['onednn', 'onnx', 'pytorch', 'limit'] as const;
const modes = ['train', 'encode', 'decode'] as const;

const schema = z.strictObject({
  engines: z
    .array(z.enum(engines))
    .default([...engines])
    .describe('what to time'),
  networks: z
    .array(z.enum(['paper', 'default']))
    .default(['paper', 'default'])
    .describe("the paper's network, and that of the default preset"),
  modes: z
    .array(z.enum(modes))
    .default([...modes])
    .describe('whole training steps, encoding, decoding'),
  sizes: z.array(z.int().positive()).default([64, 150]).describe('heights and widths of the images'),
  batches: z.array(z.int().positive()).default([8, 20]).describe('images a step'),
  provider: engineOptions.provider.describe('where the engine onnx computes [cpu]'),
  steps: z.int().positive().default(5).describe('timed steps of each case'),
  profile: z
    .boolean()
    .default(false)
    .describe('show instead where the time of a training step goes, with the fastest engine that is here'),
});

export function benchCommand(): Command {
  return defineCommand({
    name: 'bench',
    description:
      "Time the paper's network and the default one on this machine: our engines, PyTorch where it is installed, and a bare loop " +
      'over the same convolutions as the practical limit. Prints Markdown; each case runs in a process of its own. All of it takes about half an hour.',
    options: schema,
    examples: [
      'dcign bench',
      'dcign bench --engines onednn,onnx --modes train --sizes 150 --batches 20',
      'dcign bench --engines onnx,pytorch --provider webgpu --modes train --batches 20,256',
      'dcign bench --json > bench.json',
      'dcign bench --profile',
    ],
    async run(options) {
      if (options.profile)
        return showProfile(
          options.networks.at(-1)!,
          options.sizes.at(-1)!,
          options.batches.at(-1)!,
          options.steps,
        );
      const { bench, benchCases } = await import('../bench/bench.js');
      const { benchTable } = await import('../bench/table.js');
      const cases = benchCases(
        options.engines,
        options.networks,
        options.modes,
        options.sizes,
        options.batches,
      );
      const bar = progress('Timing', cases.length, options);
      try {
        const report = await bench(
          { cases, steps: options.steps, provider: options.provider },
          (done, _, { engine, precision, mode }) => bar.update(done, `${engine} ${precision} ${mode}`),
        );
        return { json: report, text: benchTable(report) };
      } finally {
        bar.stop();
      }
    },
  });
}

async function showProfile(
  network: 'paper' | 'default',
  size: number,
  batch: number,
  steps: number,
): Promise<Outcome> {
  const { benchArchitecture } = await import('../bench/bench.js');
  const { withData } = await import('../bench/data.js');
  const { profile } = await import('../bench/profile.js');
  const { profileTable } = await import('../bench/table.js');
  const { openEngine } = await import('../engine/openEngine.js');
  const { engine } = await openEngine('auto');
  const result = await withData(size, batch, (source) =>
    profile(source, benchArchitecture(network, size), engine, steps),
  );
  return { json: { engine: engine.description, size, batch, ...result }, text: profileTable(result, engine) };
}
