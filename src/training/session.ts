import type { Bottleneck } from '../code/bottleneck.js';
import { createBottleneck } from '../code/objectives/objectives.js';
import type { BatchSource } from '../dataset/batch.js';
import type { Engine } from '../engine/engine.js';
import { type Architecture, buildDecoder, buildEncoder } from '../network/architecture.js';
import { initialise } from '../network/initialise.js';
import { parametersOf } from '../network/tensors.js';
import { Random } from '../numeric/random.js';
import { Adam } from './adam.js';
import { architectureOf } from './architectureOf.js';
import { restoreCheckpoint, type TrainingState } from './checkpoint.js';
import { codeOptions } from './codeOptions.js';
import { layoutOf } from './layout.js';
import { narrowPosterior } from './narrowPosterior.js';
import type { Runners } from './objective.js';
import { openPhotographs, type Photographs } from './photographs.js';
import { type SetLayout, setsOf } from './plan.js';
import { fingerprint, type RunConfig, type RunFolder } from './run.js';
import { startFrom } from './startFrom.js';

/** What a training holds in memory, and where it writes. */
export interface Session {
  readonly folder: RunFolder;
  readonly config: RunConfig;
  readonly source: BatchSource;
  readonly architecture: Architecture;
  /** What a step's images are. */
  readonly layout: SetLayout;
  readonly code: Bottleneck;
  readonly state: TrainingState;
  readonly runners: Runners;
  readonly photographs: Photographs;
}

/** Threads: half of a step's images in a third of its time, beside the engine. */
const PHOTOGRAPHERS = 1;

/**
 * Sets a training up as its newest checkpoint left it, or at its start. The caller disposes of the runners and closes the photographs.
 *
 * @throws UserError where the checkpoint cannot be used
 */
export async function openSession(
  folder: RunFolder,
  config: RunConfig,
  source: BatchSource,
  engine: Engine,
): Promise<Session> {
  const { options } = config;
  const { info } = source;
  const { seed, code } = options;
  const architecture = architectureOf(options, info.size);
  const networks = [buildEncoder(architecture), buildDecoder(architecture)] as const;
  const groups = layoutOf(options.groups, code, info);
  const parameters = parametersOf(...networks);
  const state: TrainingState = {
    step: 0,
    parameters,
    optimiser: new Adam(parameters, options),
    best: undefined,
  };
  await restoreCheckpoint(folder.checkpoints, state, fingerprint(config));
  await folder.truncateMetrics(state.step);
  if (state.step === 0) {
    for (const network of networks)
      initialise(network, parameters, new Random(seed, 'initialise', network.name), options.initialisation);
    narrowPosterior(parameters, options.startLogVar);
    if (config.from !== undefined) {
      const start = await startFrom(config.from, { architecture, groups });
      for (const { name } of start.specs) parameters.get(name).set(start.get(name));
    }
  }

  const layout = setsOf(options, info);
  const prepared = { batch: layout.sets * layout.images, training: true };
  const runners = {
    encoder: await engine.prepare(networks[0], { ...prepared, inputGradient: false }),
    decoder: await engine.prepare(networks[1], { ...prepared, inputGradient: true }),
  };
  await runners.encoder.load(parameters);
  await runners.decoder.load(parameters);
  const photographs = await openPhotographs(source, options, PHOTOGRAPHERS);
  const bottleneck = createBottleneck(groups, codeOptions(options));
  return { folder, config, source, architecture, layout, code: bottleneck, state, runners, photographs };
}
