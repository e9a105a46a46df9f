import type { TrainingOptions } from './options.js';

/** What a preset decides: all but the length of the training. */
export type Preset = Omit<TrainingOptions, 'steps' | 'klWeight'> & { readonly klWeight?: number };

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
 * What has worked better (docs/experiments.md): a smaller network of fewer stages, a group for each factor, batches in which
 * all but one factor varies, a gradient that also tells a clamped unit what a batch has in common, a far
 * stronger pull towards invariance, posteriors that start narrow, a higher learning rate that falls, and a KL
 * weight that keeps the balance between KL and likelihood at every image size.
 */
const ours: Preset = {
  ...paper,
  encoder: [32, 24],
  decoder: [24, 32],
  code: 60,
  groups: 'page',
  kinds: 'all-but-one',
  invariance: 10,
  clampedGradient: 'mean',
  initialisation: 'he',
  startLogVar: -4,
  learningRate: 0.002,
  schedule: 'cosine',
  warmUp: 100,
};
const { klWeight: _, ...scaled } = ours;

export const presets: Readonly<Record<'paper' | 'default', Preset>> = { paper, default: scaled };
