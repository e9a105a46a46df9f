import type { ClampOptions } from '../code/graphicsCode.js';
import type { Inactive } from '../code/inactive.js';
import type { Objective } from '../code/objectives/objectives.js';
import type { Frozen } from '../engine/preparePair.js';
import type { Initialisation } from '../network/initialise.js';

/** Everything that decides what a training learns; `trainingOptions` in options.ts describes each. */
export interface TrainingOptions {
  readonly steps: number;
  readonly seed: number;
  /** Images a step. */
  readonly batch: number;
  /** Images a set; at most those of a stored batch. */
  readonly set: number;
  readonly network: 'paper' | 'residual';
  readonly encoder: readonly number[];
  readonly decoder: readonly number[];
  /** These three of residual networks alone. */
  readonly encoderBlocks?: readonly number[] | undefined;
  readonly decoderBlocks?: readonly number[] | undefined;
  readonly patch?: number | undefined;
  readonly code: number;
  readonly groups: string;
  readonly kinds: string;
  readonly objective: Objective;
  readonly beta: number;
  readonly inactive: Inactive;
  /** These four of clamping alone, not of exchange. */
  readonly clamping?: ClampOptions['clamping'] | undefined;
  readonly invariance?: number | undefined;
  readonly clampedGradient?: ClampOptions['clampedGradient'] | undefined;
  readonly clampedKl?: ClampOptions['clampedKl'] | undefined;
  readonly klWeight: number;
  /** Of the images that the encoder sees. */
  readonly photographs: number;
  readonly frozen: Frozen;
  readonly initialisation: Initialisation;
  readonly startLogVar: number;
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly schedule: 'constant' | 'cosine';
  readonly warmUp: number;
  readonly metricsEvery: number;
  readonly validateEvery: number;
  readonly validationBatches: number;
  readonly checkpointEvery: number;
}

/** What a preset decides: all but the length of the training. */
export type Preset = Omit<TrainingOptions, 'steps'>;

/** How the paper clamps inactive units. */
const papersClamping = {
  inactive: 'mean',
  clamping: 'after',
  invariance: 0.01,
  clampedGradient: 'stop',
  clampedKl: 'keep',
} as const;

/** And all else of its training (section 3), with the network and the optimiser of its released code. */
const papersOthers = {
  seed: 1,
  batch: 20,
  set: 20,
  network: 'paper',
  encoder: [96, 48, 24],
  decoder: [24, 48, 96, 96],
  code: 200,
  groups: 'paper',
  kinds: 'paper',
  objective: 'dcign',
  beta: 4,
  klWeight: 1,
  photographs: 0,
  frozen: 'none',
  initialisation: 'torch',
  startLogVar: 0,
  learningRate: 0.0005,
  beta1: 0.9,
  beta2: 0.99,
  schedule: 'constant',
  warmUp: 0,
  metricsEvery: 10,
  validateEvery: 1000,
  validationBatches: 50,
  checkpointEvery: 1000,
} as const;

const paper = { ...papersOthers, ...papersClamping } satisfies Preset;

/** Ours, where inactive units are clamped after all: what worked best with the mean (docs/experiments.md). */
const clamped = {
  set: 20,
  clamping: 'after',
  invariance: 50,
  clampedGradient: 'exact',
  clampedKl: 'keep',
} as const;

/** The residual network of our preset (docs/experiments.md). */
const residualStages = {
  encoder: [32, 64, 96],
  encoderBlocks: [2, 2, 1],
  decoder: [96, 64, 32],
  decoderBlocks: [2, 2, 1],
  patch: 4,
} as const;

/** Half of its maps, for a first model in minutes: on ONNX Runtime 56 ms a step of 48 x 48 instead of 150. */
export const smallStages: Pick<Preset, 'encoder' | 'encoderBlocks' | 'decoder' | 'decoderBlocks'> = {
  encoder: [16, 32, 64],
  encoderBlocks: [1, 1, 1],
  decoder: [64, 32, 24],
  decoderBlocks: [1, 1, 1],
};

/**
 * What has worked better (docs/experiments.md): a step of ten pairs, each of another kind, in which inactive units are
 * exchanged; residual networks that read and write the picture in patches; a group for each factor, sets in which all
 * but one factor varies, convolutions that start at He's scale, posteriors that start narrow, a KL of a tenth, and a
 * higher learning rate that falls. The weights are those at 150 x 150; `balanced` makes them those of another size.
 */
const ours: Preset = {
  ...papersOthers,
  ...residualStages,
  set: 2,
  network: 'residual',
  code: 100,
  groups: 'page',
  kinds: 'all-but-one',
  inactive: 'exchange',
  klWeight: 0.1,
  photographs: 0.5,
  initialisation: 'he',
  startLogVar: -4,
  learningRate: 0.002,
  schedule: 'cosine',
  warmUp: 100,
};

/** The stages of the network that a preset does not have, where it is asked for. */
export const otherStages: Readonly<
  Record<
    'paper' | 'default',
    Pick<Preset, 'encoder' | 'decoder' | 'encoderBlocks' | 'decoderBlocks' | 'patch'>
  >
> = {
  paper: residualStages,
  /** What worked best of the paper's family (docs/experiments.md). */
  default: { encoder: [16, 24], decoder: [48, 64, 32, 16] },
};

export const presets: Readonly<Record<'paper' | 'default', Preset>> = { paper, default: ours };

/**
 * The likelihood is a sum over pixels, the KL and the pull towards invariance are not: weights in proportion to
 * the area keep our preset's balance between them at every image size. The paper's are the paper's.
 *
 * @param size height and width of the images in pixels
 * @param inactive the preset's own if not given; the others bring the options that go with them
 */
export function balanced(
  preset: keyof typeof presets,
  size: number,
  inactive: Inactive = presets[preset].inactive,
): Preset {
  if (preset === 'paper')
    return inactive === 'exchange' ? { ...papersOthers, inactive } : { ...paper, inactive };
  const area = (size / 150) ** 2;
  const klWeight = ours.klWeight * area;
  if (inactive === 'exchange') return { ...ours, klWeight };
  return { ...ours, ...clamped, inactive, klWeight: area, invariance: clamped.invariance * area };
}
