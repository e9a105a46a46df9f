import type { Bottleneck } from '../code/bottleneck.js';
import { createBottleneck } from '../code/objectives/objectives.js';
import type { BatchSource } from '../dataset/batch.js';
import { type Architecture, buildDecoder, buildEncoder } from '../network/architecture.js';
import { initialise } from '../network/initialise.js';
import type { Parameters } from '../network/parameters.js';
import { parametersOf } from '../network/tensors.js';
import { Random } from '../numeric/random.js';
import { alone, type Ranks } from '../ranks/ranks.js';
import { Adam } from './adam.js';
import { architectureOf } from './architectureOf.js';
import { codeOptions } from './codeOptions.js';
import { layoutOf } from './layout.js';
import { narrowPosterior } from './narrowPosterior.js';
import type { Runners } from './objective.js';
import type { Photographs } from './photographs.js';
import { type SetLayout, setsOf } from './plan.js';
import type { TrainingOptions } from './presets.js';
import { type Share, shareOf } from './share.js';

/** All that changes from step to step. Random draws need no state: they are named by seed and step. */
export interface TrainingState {
  /** Steps done. */
  step: number;
  /** The optimiser's. */
  readonly parameters: Parameters;
  readonly optimiser: Adam;
  /** The validation with the lowest loss. */
  best: { readonly step: number; readonly loss: number } | undefined;
  /** Whether a validation of this step is still to come: checkpoints are written before it. */
  validationDue: boolean;
}

/** What a training holds in memory, in Node and in the page alike. */
export interface Learning {
  readonly options: TrainingOptions;
  readonly source: BatchSource;
  readonly architecture: Architecture;
  /** What a step's images are. */
  readonly layout: SetLayout;
  /** The processes that share a step, and which of its sets are this one's. */
  readonly ranks: Ranks;
  readonly share: Share;
  readonly code: Bottleneck;
  readonly state: TrainingState;
  readonly runners: Runners;
  readonly photographs: Photographs;
  /** What to do if it diverges, in a sentence or two. */
  readonly remedy: string;
}

/**
 * A training at its start, all parameters of which are still 0: see `drawParameters` and `loadRunners`.
 *
 * @throws UserError where its ranks cannot share a step evenly
 */
export function newLearning(
  given: Pick<Learning, 'options' | 'source' | 'runners' | 'photographs' | 'remedy'> & {
    readonly ranks?: Ranks;
  },
): Learning {
  const { options, source, ranks = alone } = given;
  const { info } = source;
  const architecture = architectureOf(options, info.size);
  const layout = setsOf(options, info);
  const { specs } = parametersOf(buildEncoder(architecture), buildDecoder(architecture));
  const optimiser = new Adam(specs, options);
  return {
    ...given,
    architecture,
    ranks,
    layout,
    share: shareOf(layout, ranks),
    code: createBottleneck(layoutOf(options.groups, options.code, info), codeOptions(options)),
    state: {
      step: 0,
      parameters: optimiser.parameters,
      optimiser,
      best: undefined,
      validationDue: false,
    },
  };
}

/** Draws the parameters that a new training starts from. */
export function drawParameters({ options, architecture, state: { parameters } }: Learning): void {
  for (const network of [buildEncoder(architecture), buildDecoder(architecture)])
    initialise(
      network,
      parameters,
      new Random(options.seed, 'initialise', network.name),
      options.initialisation,
    );
  narrowPosterior(parameters, options.startLogVar);
}

/** Gives both networks the parameters as they are now. */
export async function loadRunners({ runners, state: { parameters } }: Learning): Promise<void> {
  await runners.encoder.load(parameters);
  await runners.decoder.load(parameters);
}
