import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { makeFolder } from '../files/makeFolder.js';
import type { MethodErrors } from '../inference/experiment.js';
import type { Model } from '../model/model.js';
import { defineCommand } from './command.js';
import { engineOptions, openChosen } from './engineOption.js';
import { panel } from './panel.js';
import { type ProgressBar, progress } from './progress.js';
import { reportFolder, reportOptions } from './reportFolder.js';

const options = z.strictObject({
  ...reportOptions,
  scenes: z.int().min(2).default(8).describe('unseen scenes to infer'),
  renders: z.int().min(200).default(2000).describe('renders for each scene, summary and nuisance'),
  seed: z.int().nonnegative().default(1).describe('another seed takes other scenes and draws'),
  ...engineOptions,
});

export function evaluateInferenceCommand(): Command {
  return defineCommand({
    name: 'inference',
    description:
      'Measure the code as a summary statistic: the error of inferred scenes against the number of renders, by code, ' +
      'pixels and principal components, on clean images and under what the renderer does not know.',
    options,
    examples: [
      'dcign evaluate inference --scenes 4 --renders 400',
      'dcign evaluate inference --model runs/faces --baseline runs/entangled',
    ],
    async run({
      model: given,
      baseline,
      out,
      force,
      quiet,
      engine: name,
      provider,
      precision,
      threads,
      ...sizes
    }) {
      const { measureInference } = await import('../inference/measure.js');
      const { INFERENCE_JSON, INFERENCE_SVG, writeExperiment } = await import(
        '../inference/writeExperiment.js'
      );
      const { openModel } = await import('../model/model.js');
      const { modelOrShipped } = await import('../model/shipped.js');
      const path = modelOrShipped(given);
      const folder = reportFolder({ model: path, out, force }, INFERENCE_JSON);
      const { engine } = await openChosen({ engine: name, provider, precision, threads });
      const model = await openModel(path, engine);
      let entangled: Model | undefined;
      let bar: ProgressBar | undefined;
      try {
        entangled = baseline === undefined ? undefined : await openModel(baseline, engine);
        const results = await measureInference(model, entangled, {
          ...sizes,
          onProgress: (done, total, method) => {
            bar ??= progress('inference', total, { quiet });
            bar.update(done, method);
          },
        });
        bar?.stop();
        await makeFolder(folder);
        await writeExperiment(folder, results);
        return {
          json: results,
          text: panel({
            title: `Inferred ${sizes.scenes} unseen scenes by ${results.length} likelihoods.`,
            written: [
              { path: join(folder, INFERENCE_JSON), what: 'errors by renders and nuisance, coverage, ranks' },
              { path: join(folder, INFERENCE_SVG), what: 'error against renders' },
            ],
            notes: results.flatMap(described),
          }),
        };
      } finally {
        bar?.stop();
        await model.dispose();
        await entangled?.dispose();
      }
    },
  });
}

/** Error in degrees, early and at the end. */
function described({ method, errors, coverage, tolerances }: MethodErrors): string[] {
  const points = errors.none!;
  const edges = Object.keys(tolerances).filter((factor) => tolerances[factor]!.atEdge);
  const shown = [...new Set([points[2]!, points.at(-1)!])];
  const lines = shown.map(({ renders, absolute, relative }) => {
    const degrees = Object.entries(absolute).map(([factor, error]) => `${factor} ${error.toFixed(1)}°`);
    const others = Object.entries(relative)
      .filter(([factor]) => absolute[factor] === undefined)
      .map(([factor, error]) => `${factor} ${error.toFixed(2)}σ`);
    const covered =
      renders < points.at(-1)!.renders
        ? ''
        : `; 90 % intervals hold ${Object.entries(coverage.none!)
            .map(([factor, share]) => `${factor} in ${(100 * share).toFixed(0)} %`)
            .join(', ')}`;
    return `${method}, ${renders} renders: off by ${[...degrees, ...others].join(', ')}${covered}`;
  });
  if (edges.length > 0)
    lines.push(`${method}: the tolerance for ${edges.join(', ')} is the least or the largest that was tried`);
  return lines;
}
