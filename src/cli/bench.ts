import type { Command } from 'commander';
import { z } from 'zod';
import { defineCommand } from './command.js';
import { progress } from './progress.js';

const engines = ['onednn', 'onnx', 'pytorch', 'limit'] as const;
const modes = ['train', 'encode', 'decode'] as const;

const schema = z.strictObject({
  engines: z
    .array(z.enum(engines))
    .default([...engines])
    .describe('what to time'),
  modes: z
    .array(z.enum(modes))
    .default([...modes])
    .describe('whole training steps, encoding, decoding'),
  sizes: z.array(z.int().positive()).default([150]).describe('heights and widths of the images'),
  batches: z.array(z.int().positive()).default([20]).describe('images a step'),
  steps: z.int().positive().default(10).describe('timed steps of each case'),
});

export function benchCommand(): Command {
  return defineCommand({
    name: 'bench',
    description:
      "Time the paper's network on this machine: our engines, PyTorch where it is installed, and a bare loop " +
      'over the same convolutions as the practical limit. Prints Markdown; each case runs in a process of its own.',
    options: schema,
    examples: [
      'dcign bench',
      'dcign bench --engines onednn,onnx --modes train --sizes 64,150',
      'dcign bench --json > bench.json',
    ],
    async run(options) {
      const { bench, benchCases } = await import('../bench/bench.js');
      const { benchTable } = await import('../bench/table.js');
      const cases = benchCases(options.engines, options.modes, options.sizes, options.batches);
      const bar = progress('Timing', cases.length, options);
      try {
        const report = await bench({ cases, steps: options.steps }, (done, _, { engine, precision, mode }) =>
          bar.update(done, `${engine} ${precision} ${mode}`),
        );
        return { json: report, text: benchTable(report) };
      } finally {
        bar.stop();
      }
    },
  });
}
