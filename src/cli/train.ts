import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import type { BatchSource } from '../dataset/batch.js';
import type { Provider } from '../engine/provider.js';
import { UserError } from '../errors.js';
import type { Ranks } from '../ranks/ranks.js';
import { type GivenOptions, givenOptions, resolveOptions } from '../training/options.js';
import { RunFolder } from '../training/run.js';
import type { TrainingRequest } from '../training/train.js';
import { asRank } from './asRank.js';
import { defineCommand, type Outcome } from './command.js';
import { engineOptions } from './engineOption.js';
import { type ProgressBar, progress } from './progress.js';
import { stopOnSignal } from './signals.js';
import { trainedPanel } from './trainedPanel.js';
import { sceneAsked, turntableOptions } from './turntableOptions.js';

/** Of images that are drawn on the fly: a step of the default network then takes a fraction of a second. */
const SIZE = 64;

/** Enough for a first good model of 64 x 64 faces. */
const STEPS = 20_000;

const own = z.strictObject({
  run: z
    .string()
    .min(1)
    .optional()
    .describe(
      'folder to write: configuration, metrics, checkpoints, samples, model [runs/faces, or the scene]',
    )
    .meta({
      placeholder: 'dir',
    }),
  data: z
    .string()
    .min(1)
    .optional()
    .describe("data set to train on, a folder or dSprites' .npz; without it, images are drawn on the fly")
    .meta({ placeholder: 'dir' }),
  scene: z.string().optional().describe('what is drawn on the fly: faces, sprites or chairs [faces]'),
  ...turntableOptions,
  size: z
    .int()
    .positive()
    .optional()
    .describe(
      `height and width of images drawn on the fly [${SIZE}]; or to which the pictures of a folder are cropped and scaled`,
    ),
  from: z
    .string()
    .min(1)
    .optional()
    .describe(
      'go on from the parameters of this trained model, as a new training with its network and code; more maps and residual blocks may be given',
    )
    .meta({ placeholder: 'run' }),
  resume: z
    .boolean()
    .default(false)
    .describe(
      'go on with the training in --run; all else comes from there, but for --steps, which may grow, the place of --data, and a --provider to go on with',
    ),
  preset: z
    .enum(['default', 'paper'])
    .optional()
    .describe('where the options below come from if they are not given [default]'),
  ...engineOptions,
});

export function trainCommand(): Command {
  return defineCommand({
    name: 'train',
    description:
      'Train a model. Ctrl-C (or SIGTERM, SIGHUP, SIGUSR1) stops after the step under way; --resume goes on exactly from there. ' +
      'Started several times by mpirun or srun, the processes share each step (docs/scale.md).',
    options: z.strictObject({ ...own.shape, ...givenOptions.shape }),
    examples: [
      'dcign train',
      'dcign train --data data/faces --run runs/small --steps 5000',
      'dcign train --data turntable --size 64 --run runs/turntable',
      'dcign train --data data/faces --run runs/paper --preset paper --steps 120000',
      'dcign train --scene sprites --objective ada-gvae',
      'dcign train --scene chairs --elevation 20,30',
      'dcign train --meshes objects --run runs/objects',
      'dcign train --run runs/faces --resume --steps 40000',
      'dcign train --data data/faces --run runs/card --batch 256 --provider webgpu',
      'dcign train --run runs/card --resume --provider cpu',
      'dcign train --from runs/faces --run runs/finer --data data/more --learning-rate 0.0005',
      'dcign train --from runs/faces --run runs/photographs --data data/faces --frozen decoder',
    ],
    run: ({ json: _, ...options }) => asRank((ranks) => runTraining(options, ranks)),
  });
}

type Options = z.output<typeof own> & GivenOptions & { readonly quiet: boolean };

async function runTraining(options: Options, ranks: Ranks): Promise<Outcome | undefined> {
  const {
    scene,
    data,
    meshes,
    up,
    elevation,
    size,
    from,
    resume,
    preset,
    engine: engineName,
    provider,
    precision,
    threads,
    quiet: asked,
    ...others
  } = options;
  const quiet = asked || ranks.rank > 0;
  const { run = `runs/${scene ?? (meshes === undefined ? 'faces' : 'meshes')}`, ...given } = others;
  const { openDataset } = await import('../dataset/openDataset.js');
  const { openEngine } = await import('../engine/openEngine.js');
  const { describeRanks } = await import('../ranks/describe.js');
  const { together } = await import('../ranks/together.js');
  const { readTogether } = await import('../training/runTogether.js');
  const { resumeTraining, train } = await import('../training/train.js');
  await together(ranks, async () => {
    if (resume) refuseBeside('--resume', { scene, meshes, up, elevation, size, preset, from });
    if (data !== undefined) refuseBeside('--data', { scene, meshes, up, elevation });
  });
  if (ranks.size > 1) {
    const description = await describeRanks(ranks);
    if (!quiet) console.error(description);
  }
  const before = resume ? await readTogether(ranks, new RunFolder(run)) : undefined;

  const dataPath = data === undefined ? before?.data.path : resolve(data);
  const open = async (): Promise<BatchSource> =>
    dataPath === undefined
      ? stream(
          before?.data.info ?? {
            scene: sceneAsked(scene, { meshes, up, elevation }),
            size: size ?? SIZE,
            seed: given.seed ?? 1,
          },
          provider ?? before?.engine.provider ?? 'cpu',
        )
      : openDataset(dataPath, before?.data.info.size ?? size).catch((error: unknown) => {
          throw data === undefined && !existsSync(dataPath) ? moved(dataPath, run) : error;
        });
  const source = await together(ranks, async () => {
    const opened = await open();
    if (size === undefined || size === opened.info.size) return opened;
    await opened.close();
    throw new UserError(
      `The images of ${data} have ${opened.info.size} x ${opened.info.size} pixels and are not scaled. Leave --size ` +
        'out, or render others with it.',
    );
  });
  if (!quiet) for (const notice of source.scene?.notices ?? []) console.error(notice);
  const stop = stopOnSignal(() => {
    if (!quiet) console.error('\nStopping after this step; once more to stop at once.');
  });
  let bar: ProgressBar | undefined;
  try {
    const { engine, reason } = await together(ranks, () =>
      openEngine(engineName === 'auto' && before !== undefined ? before.engine.name : engineName, {
        provider: provider ?? before?.engine.provider,
        precision: precision === 'auto' ? before?.engine.precision : precision,
        threads: threads ?? before?.engine.threads,
      }),
    );
    if (!quiet) console.error(before === undefined ? reason : engine.description);
    const request: TrainingRequest = {
      run,
      source,
      dataPath,
      engine,
      ranks,
      signal: stop.signal,
      onNotice: (notice) => console.error(`\n${notice}`),
      onProgress: ({ step, steps, loss, millisecondsPerStep, imagesPerSecond }) => {
        bar ??= progress('training', steps, { quiet, from: step - 1 });
        const speed = `${millisecondsPerStep.toFixed(0)} ms/step, ${imagesPerSecond.toFixed(0)} images/s`;
        bar.update(step, `${speed}, loss ${loss.toFixed(1)}`);
      },
    };
    const result = resume
      ? await resumeTraining({ ...request, given, provider })
      : await train({
          ...request,
          from: from === undefined ? undefined : resolve(from),
          options: await together(ranks, async () =>
            resolveOptions(
              preset ?? 'default',
              { steps: STEPS, ...(from === undefined ? {} : await networkOf(from)), ...given },
              source.info,
            ),
          ),
        });
    // Of ranks the first speaks for all: one that failed before it would end it. Another may have got the signal.
    if (result.interrupted && ranks.rank === 0) process.exitCode = stop.exitCode() || 1;
    return ranks.rank === 0 ? trainedPanel(run, result) : undefined;
  } finally {
    bar?.stop();
    stop.remove();
    await source.close();
  }
}

/** What `--from` decides, unless it is given: the options that make the same network and code. */
async function networkOf(path: string): Promise<GivenOptions> {
  const { readModel } = await import('../model/modelFile.js');
  const { networkOptions } = await import('../training/architectureOf.js');
  const { formatGroups } = await import('../training/layout.js');
  const { architecture, groups } = (await readModel(path)).description;
  return { ...networkOptions(architecture), groups: formatGroups(groups) };
}

/** Draws while the engine works on the batch before. */
async function stream(
  info: { scene: string; size: number; seed: number },
  provider: Provider,
): Promise<BatchSource> {
  const { openScene } = await import('../scene/openScene.js');
  const { streamScene } = await import('../dataset/streamSource.js');
  const { drawingThreads } = await import('../training/drawingThreads.js');
  return streamScene(await openScene(info.scene), {
    size: info.size,
    seed: info.seed,
    workers: drawingThreads(provider),
  });
}

function moved(data: string, run: string): UserError {
  return new UserError(
    `${run} was trained on the data ${data}, which is not there any more. If it has moved, add --data with its new ` +
      'place, which is then remembered.',
  );
}

function refuseBeside(option: string, others: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(others))
    if (value !== undefined)
      throw new UserError(
        `--${name} cannot be given with ${option}, which decides it already. Leave it out.`,
      );
}
