import type { ObjectiveOptions } from '../code/objectives.js';
import type { Initialisation } from '../network/initialise.js';

/** Everything that decides what a training learns; `trainingOptions` in options.ts describes each. */
export interface TrainingOptions extends ObjectiveOptions {
  readonly steps: number;
  readonly seed: number;
  readonly encoder: readonly number[];
  readonly decoder: readonly number[];
  readonly code: number;
  readonly groups: string;
  readonly kinds: string;
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

/** The paper's training (section 3), with the network and the optimiser of its released code. */
const paper: Preset = {
  seed: 1,
  encoder: [96, 48, 24],
  decoder: [24, 48, 96, 96],
  code: 200,
  groups: 'paper',
  kinds: 'paper',
  objective: 'dcign',
  beta: 4,
  clamping: 'after',
  invariance: 0.01,
  clampedGradient: 'stop',
  clampedKl: 'keep',
  klWeight: 1,
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
};

/**
 * What has worked better (docs/experiments.md): a smaller network whose encoder has two stages, a group for each
 * factor, batches in which all but one factor varies, a gradient that also tells a clamped unit what a batch has
 * in common, a far stronger pull towards invariance, convolutions that start at He's scale, posteriors that start
 * narrow, and a higher learning rate that falls. The weights of the KL and of the pull are those at 150 x 150;
 * `balanced` makes them those of another size.
 */
const ours: Preset = {
  ...paper,
  encoder: [16, 24],
  decoder: [48, 64, 32, 16],
  code: 100,
  groups: 'page',
  kinds: 'all-but-one',
  invariance: 50,
  clampedGradient: 'mean',
  initialisation: 'he',
  startLogVar: -4,
  learningRate: 0.002,
  schedule: 'cosine',
  warmUp: 100,
};

export const presets: Readonly<Record<'paper' | 'default', Preset>> = { paper, default: ours };

/**
 * The likelihood is a sum over pixels, the KL and the pull towards invariance are not: weights in proportion to
 * the area keep our preset's balance between them at every image size. The paper's are the paper's.
 *
 * @param size height and width of the images in pixels
 */
export function balanced(preset: keyof typeof presets, size: number): Preset {
  if (preset === 'paper') return paper;
  const area = (size / 150) ** 2;
  return { ...ours, klWeight: ours.klWeight * area, invariance: ours.invariance * area };
}
