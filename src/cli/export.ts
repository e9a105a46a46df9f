import type { Command } from 'commander';
import { z } from 'zod';
import { defineCommand } from './command.js';
import { modelOption, nameOf } from './modelOption.js';
import { panel } from './panel.js';

const options = z.strictObject({
  model: modelOption,
  format: z.enum(['onnx']).default('onnx').describe('what to write'),
  precision: z
    .enum(['fp16', 'fp32'])
    .default('fp16')
    .describe('how weights are stored; arithmetic is in fp32 either way'),
  out: z.string().min(1).default('onnx').describe('folder to write').meta({ placeholder: 'dir' }),
  force: z.boolean().default(false).describe('overwrite what is there'),
});

export function exportCommand(): Command {
  return defineCommand({
    name: 'export',
    description: 'Write a model as ONNX files that any ONNX Runtime runs and Netron shows.',
    options,
    examples: ['dcign export', 'dcign export --model quickstart/run --format onnx --out onnx'],
    async run({ model: given, precision, out, force }) {
      const { readModel } = await import('../model/modelFile.js');
      const { modelOrShipped } = await import('../model/shipped.js');
      const { exportOnnx } = await import('../export/onnx.js');
      const { writeExport } = await import('../export/write.js');
      const model = modelOrShipped(given);
      const files = exportOnnx(await readModel(model), nameOf(model), precision);
      await writeExport(out, files, force);
      return {
        json: { out, files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length })) },
        text: panel({
          title: `Exported ${nameOf(model)}.`,
          written: files.map(({ name }) => ({ path: `${out}/${name}`, what: WHAT[name] ?? '' })),
        }),
      };
    },
  });
}

const WHAT: Readonly<Record<string, string>> = {
  'encoder.onnx': 'image to mu, logVar',
  'decoder.onnx': 'code to image',
  'rerender.onnx': 'image and factors (degrees; NaN keeps) to rerendered',
  'model.json': 'architecture, groups of the code, calibration',
};
