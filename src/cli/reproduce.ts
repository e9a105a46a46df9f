import type { Command } from 'commander';
import { z } from 'zod';
import { UserError } from '../errors.js';
import type { Reproduction } from '../reproduce/reproduce.js';
import { defineCommand, type Outcome } from './command.js';
import { engineOptions, openChosen } from './engineOption.js';
import { panel } from './panel.js';
import { duration, type ProgressBar, progress } from './progress.js';
import { stopOnSignal } from './signals.js';

const SHIPPED = 'shipped';

const options = z.strictObject({
  weights: z
    .string()
    .min(1)
    .optional()
    .describe(
      `${SHIPPED}: the model that comes with dcign; or a run folder or model file; without it a model and its entangled twin are trained`,
    )
    .meta({ placeholder: 'run' }),
  twin: z
    .string()
    .min(1)
    .optional()
    .describe('the same network as an ordinary VAE, where the model is given')
    .meta({ placeholder: 'run' }),
  quick: z.boolean().default(false).describe('everything small: ten minutes on two cores'),
  steps: z
    .int()
    .positive()
    .optional()
    .describe('training steps of model and twin [16000; 3000 with --quick]'),
  out: z
    .string()
    .min(1)
    .default('reproduction')
    .describe('folder for results and page; one that is there is gone on with')
    .meta({ placeholder: 'dir' }),
  ...engineOptions,
  force: z.boolean().default(false).describe('measure again what has been measured'),
});

export function reproduceCommand(): Command {
  return defineCommand({
    name: 'reproduce',
    description:
      "Make every figure and table of the paper, and one page of them beside the paper's numbers. Parts: data, training, " +
      'twin, sweeps, novel-views, encoder, invariance, entangled, shape-texture, reconstruction, recognition, inference. ' +
      'What is done is kept; the same command goes on.',
    arguments: [{ name: '[part...]', description: 'only these parts, and what they need' }],
    options,
    examples: [
      'dcign reproduce --weights shipped --quick',
      'dcign reproduce --weights shipped',
      'dcign reproduce sweeps novel-views --weights runs/faces --out figures',
      'dcign reproduce --quick',
    ],
    async run({ weights, twin, quick, steps, out, force, quiet, ...chosen }, parts) {
      const { modelOrShipped } = await import('../model/shipped.js');
      const { reproduce } = await import('../reproduce/reproduce.js');
      const { FULL, QUICK } = await import('../reproduce/scale.js');
      refuseMisfits(weights, twin, steps);
      const scale = quick ? QUICK : FULL;
      const training = { ...scale.training, ...(steps === undefined ? {} : { steps }) };
      const { engine, reason } = await openChosen(chosen);
      if (!quiet) console.error(reason);
      let bar: { part: string; shown: ProgressBar } | undefined;
      const stop = stopOnSignal(() => {
        // A training saves its last step; of the other parts those that are done are kept.
        if (TRAININGS.includes(bar?.part ?? '')) return;
        bar?.shown.stop();
        process.exit(stop.exitCode());
      });
      try {
        const found = await reproduce({
          ...{ out, parts, engine, twin, force, signal: stop.signal },
          scale: { ...scale, training },
          weights: weights === SHIPPED ? modelOrShipped(undefined) : weights,
          onPart: (part, done, total) => {
            if (bar?.part !== part) {
              bar?.shown.stop();
              bar = { part, shown: progress(part, total, { quiet }) };
            }
            bar.shown.update(done);
          },
        });
        return report(found, out);
      } catch (error) {
        if (!stop.signal.aborted) throw error;
        console.error((error as Error).message);
        process.exit(stop.exitCode());
      } finally {
        stop.remove();
        bar?.shown.stop();
      }
    },
  });
}

/** Parts that take up a training where it was. */
const TRAININGS: readonly string[] = ['training', 'twin'];

function refuseMisfits(
  weights: string | undefined,
  twin: string | undefined,
  steps: number | undefined,
): void {
  if (weights === undefined && twin !== undefined)
    throw new UserError(
      '--twin goes with --weights: where the model is trained, so is its twin. Leave it out.',
    );
  if (weights !== undefined && steps !== undefined)
    throw new UserError(
      '--steps is of a training, but with --weights nothing is trained. Leave one of them out.',
    );
}

function report({ page, done, kept }: Reproduction, out: string): Outcome {
  const claims = done.flatMap((one) => one.claims);
  return {
    json: {
      page,
      kept,
      done: done.map(({ part, cost, numbers, claims }) => ({ part, cost, claims, numbers })),
    },
    text: panel({
      title: `Reproduced ${done.length} parts${kept.length === 0 ? '' : `, kept ${kept.length}`}.`,
      written: [
        { path: page, what: "every figure and table beside the paper's; open it in a browser" },
        { path: out, what: 'a JSON file of each part' },
      ],
      notes: [
        ...done.map(
          ({ part, cost }) =>
            `${part}: ${duration(cost.seconds)}, ${Math.round(cost.peakBytes / 2 ** 20)} MiB at most`,
        ),
        ...(claims.length === 0 ? [] : [`${claims.length} figures stand beside the paper's`]),
      ],
    }),
  };
}
