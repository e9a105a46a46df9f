import { join } from 'node:path';
import { plotLines } from '../evaluation/report/linePlot.js';
import { writeAtomically } from '../files/writeAtomically.js';
import { layOut } from '../picture/layout.js';
import { toSharp, view } from '../picture/picture.js';
import { parametersOf, type Scene } from '../scene/scene.js';
import type { Inference } from './infer.js';
import { toValues } from './latent.js';

export const SAMPLES_FILE = 'samples.json';

/**
 * Writes what was inferred into a folder: `fit.png`, `scene.json` (for `dcign render --scene`), `samples.json`,
 * and `trace.svg` where there are chains.
 */
export async function writeInference(
  folder: string,
  scene: Scene,
  image: Uint8Array,
  found: Inference,
): Promise<void> {
  const parameters = parametersOf(scene);
  const page = await layOut([
    [
      { label: 'input', picture: await view(image) },
      { label: 'inferred', picture: await view(found.fit) },
    ],
  ]);
  await writeAtomically(join(folder, 'fit.png'), await toSharp(page).png().toBuffer());
  await writeAtomically(
    join(folder, 'scene.json'),
    json({
      scene: scene.name,
      values: Object.fromEntries(parameters.map(({ name }, p) => [name, found.values[p]!])),
      size: Math.sqrt(image.length),
    }),
  );
  if (found.samples.traces.length > 0) await writeAtomically(join(folder, 'trace.svg'), trace(scene, found));
  await writeAtomically(
    join(folder, SAMPLES_FILE),
    json({
      parameters: found.marginals,
      abc: found.samples.abc,
      draws: found.draws.map((chain) =>
        chain.map((draw) => Array.from(draw, (x) => Number(x.toPrecision(6)))),
      ),
    }),
  );
}

/** Every factor that is a single number, and the log-likelihood, against renders. */
function trace(scene: Scene, { samples: { traces } }: Inference): string {
  const parameters = parametersOf(scene);
  const scalars = scene.factors
    .filter((factor) => factor.parameters.length === 1)
    .map((factor) => parameters.indexOf(factor.parameters[0]!));
  const lines = (value: (draw: (typeof traces)[number][number]) => number) =>
    traces.map((draws, i) => ({
      name: `chain ${i + 1}`,
      points: draws.map((draw) => [draw.evaluation * traces.length, value(draw)] as const),
    }));
  return plotLines([
    ...scalars.map((p) => ({
      x: 'renders',
      y: `${parameters[p]!.name} (${parameters[p]!.unit})`,
      lines: lines((draw) => toValues(parameters, draw.point)[p]!),
    })),
    { x: 'renders', y: 'log-likelihood', lines: lines((draw) => draw.logLikelihood) },
  ]);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 1)}\n`;
}
